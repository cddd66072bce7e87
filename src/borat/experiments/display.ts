import type { DataProvenance } from "./runs.ts";

/** A row of a result's table. */
export type ResultRow = Readonly<Record<string, string | number>>;

/** A result as text and Markdown: its title, a table, and where its data came from. */
export function displayRows(
  title: string,
  rows: readonly ResultRow[],
  { name, sha256, licence, train, test }: DataProvenance,
  notes: readonly string[] = [],
): Readonly<Record<string, string>> {
  const source = `Trained on ${train}; tested on ${test}. Data: ${name}, sha256 ${sha256.slice(0, 12)}, ${licence}.`;
  const lines = rows.map((row) => Object.values(row).join(" | "));
  const columns = Object.keys(rows[0] ?? {});
  const header = [columns.join(" | "), columns.map(() => "---").join(" | ")];
  const markdown = [...header, ...lines].map((line) => `| ${line} |`).join("\n");
  return {
    "text/plain": [title, columns.join(" | "), ...lines, ...notes, source].join("\n"),
    "text/markdown": [`**${title}**`, markdown, ...notes, source].join("\n\n"),
  };
}
