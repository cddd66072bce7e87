import type { RichOutput } from "../types.ts";
import type { Hover, SignatureHelp } from "./protocol.ts";

/** A hover as plain text and markdown; undefined when it says nothing. */
export function fromHover(hover: Hover | null): RichOutput | undefined {
  // Names of other cells are imports to the server, not to the user.
  return toOutput(hover?.contents.value.replace(/^(```typescript\n)\(alias\) /, "$1") ?? "");
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

function toOutput(markdown: string): RichOutput | undefined {
  if (markdown.trim() === "") return undefined;
  const plain = markdown
    .replace(/^```\w*\n|^```$\n?/gm, "")
    .replace(/\*@(\w+)\*/g, "@$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return { data: { "text/plain": plain, "text/markdown": markdown.trim() }, metadata: {} };
}
