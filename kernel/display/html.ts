const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Theme colours as CSS values: JupyterLab's own where there are, else tones that read on light and
 * on dark pages.
 */
export const colors = {
  border: "var(--jp-border-color2, #8885)",
  faint: "var(--jp-content-font-color2, #888)",
  stripe: "var(--jp-layout-color2, #8881)",
  accent: "var(--jp-brand-color1, #1976d2)",
  success: "var(--jp-success-color1, #388e3c)",
  warning: "var(--jp-warn-color1, #f57c00)",
} as const;
