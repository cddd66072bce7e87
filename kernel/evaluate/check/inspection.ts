import type { RichOutput } from "../types.ts";
import type { Hover, SignatureHelp } from "./protocol.ts";

/** A hover as plain text and markdown; undefined when it says nothing, or no more than `any`. */
export function fromHover(hover: Hover | null): RichOutput | undefined {
  // Names of other cells are imports to the server, not to the user.
  const text = hover?.contents.value.replace(/^\(alias\) /gm, "") ?? "";
  return /^```typescript\nany\n```\s*$/.test(text) ? undefined : toOutput(text);
}

/** The call at the cursor, the signature in question first; undefined outside of calls. */
export function fromSignatureHelp(help: SignatureHelp | null): RichOutput | undefined {
  const { signatures = [], activeSignature = 0 } = help ?? {};
  const active = signatures[activeSignature];
  if (!active) return undefined;
  const labels = [active, ...signatures.filter((other) => other !== active)].map(
    ({ label }) => label,
  );
  const { documentation = "" } = active;
  const text = typeof documentation === "string" ? documentation : documentation.value;
  return toOutput(`\`\`\`typescript\n${labels.join("\n")}\n\`\`\`\n${text}`);
}

function toOutput(text: string): RichOutput | undefined {
  // The server links to files of this machine.
  const markdown = text.replace(/\[([^\]]+)\]\(file:[^)]*\)/g, "$1");
  if (markdown.trim() === "") return undefined;
  const plain = markdown
    .replace(/^```\w*\n|^```$\n?/gm, "")
    .replace(/\*@(\w+)\*/g, "@$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return { data: { "text/plain": plain, "text/markdown": markdown.trim() }, metadata: {} };
}
