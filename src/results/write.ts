import { escapeMarkup } from "../core/markup.ts";
import type { ReportDocument, ReportPart } from "./document.ts";

/** The report as GitHub's Markdown. */
export function reportMarkdown({ title, intro, parts }: ReportDocument): string {
  return `${[`# ${title}`, intro, ...parts.map(partMarkdown)].join("\n\n")}\n`;
}

/** The report as a page of its own. */
export function reportHtml({ title, intro, parts }: ReportDocument): string {
  const body = parts.map(({ level, title: name, text, table }) =>
    [
      `<h${level}>${escapeMarkup(name)}</h${level}>`,
      text === undefined ? "" : `<p>${textHtml(text)}</p>`,
      table?.toHtml("none") ?? "",
    ].join("\n"),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>${pageStyle}</style>
<h1>${escapeMarkup(title)}</h1>
<p>${textHtml(intro)}</p>
${body.join("\n")}
</html>
`;
}

/** The report as a notebook, with the recorded runs to explore at its end. */
export function reportNotebook({ title, intro, parts }: ReportDocument): string {
  const texts = [`# ${title}\n\n${intro}`, ...parts.map(partMarkdown)];
  const explore = 'explorer(["../docs/records", "../notebooks/fit/results", "../runs"])';
  const cells = [
    ...texts.map((source) => ({ cell_type: "markdown", metadata: {}, source })),
    {
      cell_type: "markdown",
      metadata: {},
      source: "## Runs\n\nEvery recorded run: run the cell to filter, sort and compare them.",
    },
    { cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: explore },
  ];
  const metadata = {
    kernelspec: { name: "triptych", display_name: "TypeScript (Triptych)", language: "typescript" },
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
  };
  const named = cells.map((cell, i) => ({ id: `cell-${i}`, ...cell }));
  return `${JSON.stringify({ cells: named, metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}

const pageStyle = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 76em; padding: 0 1em; }
table { border-collapse: collapse; font-size: 13px; }
td, th { border-bottom: 1px solid #8884; vertical-align: top; }
code { font-size: 0.9em; }`;

function partMarkdown({ level, title, text, table }: ReportPart): string {
  const heading = `${"#".repeat(level)} ${title}`;
  const blocks = [heading, text, table?.toMarkdown()];
  return blocks.filter((block) => block !== undefined).join("\n\n");
}

/** Text with `code` in it. */
function textHtml(text: string): string {
  return escapeMarkup(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}
