import { type Line, malformed } from "./lines.ts";

/**
 * Takes the label of the whole sentence and its words out of a labelled tree, e.g.
 * `(3 (2 It) (3 (2 's) (4 good)))`.
 *
 * @throws {DatasetError} If the line is no such tree.
 */
export function parseSentimentTree(line: Line): { readonly label: string; readonly text: string } {
  const tree = line.text.trim();
  const label = /^\((\S+) /.exec(tree)?.[1];
  const words = Array.from(tree.matchAll(/\(\S+ ([^()\s]+)\)/g), ([, word]) => word!);
  if (label === undefined || words.length === 0 || !isBalanced(tree)) {
    throw malformed(line, "be a tree such as (2 (2 a) (2 b))", JSON.stringify(tree.slice(0, 60)));
  }
  return { label, text: joinWords(words) };
}

function isBalanced(tree: string): boolean {
  let depth = 0;
  for (const character of tree) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const characterOf: Readonly<Record<string, string>> = {
  "-LRB-": "(",
  "-RRB-": ")",
  "-LSB-": "[",
  "-RSB-": "]",
  "-LCB-": "{",
  "-RCB-": "}",
  "`": "\u2018",
  "``": "\u201c",
  "''": "\u201d",
};

/** Writes treebank words as people do: brackets as characters, marks and clitics next to their word. */
function joinWords(words: readonly string[]): string {
  return words
    .map((word) => characterOf[word] ?? word.replace(/\\([/*])/g, "$1"))
    .join(" ")
    .replace(/ (n't|'(?:s|re|ve|ll|d|m))(?= |$)/gi, "$1")
    .replace(/ ([.,:;!?%)\]}\u201d]|\.\.\.|')(?= |$)/g, "$1")
    .replace(/([([{$#\u2018\u201c]) /g, "$1")
    .replaceAll("\u2018", "'")
    .replace(/[\u201c\u201d]/g, '"');
}
