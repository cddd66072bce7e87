import { type PageElement, type PageTools, partOf } from "./browser.ts";
import type { Explorer, ShownSequence } from "./explore-network.ts";

/** What the editor of a dictionary starts with; words of `keyLength` letters from A to Z. */
export interface DictionaryPrompt {
  readonly keyLength: number;
  readonly query: string;
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** The functions that {@link editDictionary} calls. */
export interface DictionaryTools extends PageTools {
  readonly partOf: typeof partOf;
  readonly dictionaryForm: typeof dictionaryForm;
  readonly pairFields: typeof pairFields;
  readonly findProblem: typeof findProblem;
  readonly dictionarySequence: typeof dictionarySequence;
  readonly answerBoxes: typeof answerBoxes;
  readonly wordField: typeof wordField;
}

interface Words {
  readonly query: string;
  readonly pairs: readonly { readonly key: string; readonly value: string }[];
}

/** An input for a word. */
function wordField(keyLength: number, attributes: string): string {
  const style = `width:${keyLength * 0.85 + 1.6}em;text-transform:uppercase;font-family:monospace;font-size:14px;padding:2px 5px`;
  return `<input ${attributes} maxlength="${keyLength}" spellcheck="false" autocomplete="off" style="${style}">`;
}

function dictionaryForm(keyLength: number, tools: Pick<DictionaryTools, "wordField">): string {
  return (
    `<div style="display:flex;align-items:center;gap:14px;flex-wrap:wrap;margin:6px 0 10px">` +
    `<label><b>Query</b> ${tools.wordField(keyLength, `data-part="query"`)}</label>` +
    `<span style="font-size:18px;color:#6b6b6b">→</span>` +
    `<span data-part="answer" style="display:flex;gap:4px"></span><span data-part="verdict"></span></div>` +
    `<div style="margin-bottom:4px"><b>Dictionary</b>, the prompt that the network reads after the query</div>` +
    `<div data-part="pairs" style="display:flex;flex-wrap:wrap;gap:6px 18px;margin-bottom:6px"></div>`
  );
}

/** Empty inputs for pairs, with buttons to remove each and to add one. */
function pairFields(
  numPairs: number,
  keyLength: number,
  tools: Pick<DictionaryTools, "wordField">,
): string {
  const field = (i: number, name: string) =>
    tools.wordField(
      keyLength,
      `data-pair="${i}" data-field="${name}" aria-label="${name} ${i + 1}"`,
    );
  const pairs = Array.from(
    { length: numPairs },
    (_, i) =>
      `<span style="white-space:nowrap">${field(i, "key")} → ${field(i, "value")} ` +
      `<button type="button" data-remove="${i}" title="remove this pair" style="padding:1px 6px">×</button></span>`,
  );
  return `${pairs.join("")}<button type="button" data-add="pair">+ pair</button>`;
}

/** Why the answer may not be what the reader expects; empty if there is no reason. */
function findProblem({ query, pairs }: Words, keyLength: number): string {
  const words = [query, ...pairs.flatMap(({ key, value }) => [key, value])];
  const wrong = words.find((word) => !/^[A-Za-z]+$/.test(word) || word.length !== keyLength);
  if (wrong !== undefined) return `“${wrong}” is not ${keyLength} letters from A to Z`;
  const keys = pairs.map(({ key }) => key.toUpperCase());
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) return `two pairs have the key ${twice}: the network mixes their values`;
  return "";
}

/** The query and the pairs as tokens, A being 1. */
function dictionarySequence({ query, pairs }: Words, keyLength: number): ShownSequence {
  const words = [query, ...pairs.flatMap(({ key, value }) => [key, value])];
  const texts = words.flatMap((word) => Array.from(word.toUpperCase()));
  const regions = pairs.map((_, i) => {
    const start = keyLength + 2 * keyLength * i;
    return { label: `pair ${i + 1}`, start, end: start + 2 * keyLength };
  });
  return {
    tokens: texts.map((letter) => [letter.charCodeAt(0) - 64]),
    texts,
    regions: [{ label: "query", start: 0, end: keyLength }, ...regions],
  };
}

function answerBoxes(tokens: readonly number[]): string {
  const boxes = tokens.map((token) => {
    const whole = Math.round(token);
    const isLetter = whole >= 1 && whole <= 26;
    const text = isLetter
      ? String.fromCharCode(64 + whole)
      : whole === 0
        ? "\u00b7"
        : String(whole);
    return `<span style="font:bold 20px monospace;border:1.5px solid #222;border-radius:4px;padding:2px 9px">${text}</span>`;
  });
  return boxes.join("");
}

/** An editor of pairs of words and of a query. Runs in the browser. */
export function editDictionary(
  place: PageElement,
  { keyLength, query: firstQuery, pairs: firstPairs }: DictionaryPrompt,
  { run, show }: Explorer,
  tools: DictionaryTools,
): void {
  const pairs = firstPairs.map(([key, value]) => ({ key, value }));
  place.innerHTML = tools.dictionaryForm(keyLength, tools);
  const [query, list] = [tools.partOf(place, "query"), tools.partOf(place, "pairs")];
  query.value = firstQuery;
  const drawPairs = () => {
    list.innerHTML = tools.pairFields(pairs.length, keyLength, tools);
    for (const input of list.querySelectorAll("input")) {
      const pair = pairs[Number(input.dataset["pair"])];
      input.value = (input.dataset["field"] === "key" ? pair?.key : pair?.value) ?? "";
    }
  };
  const ask = () => {
    const sequence = tools.dictionarySequence({ query: query.value, pairs }, keyLength);
    const answer = run(sequence.tokens).slice(-keyLength);
    tools.partOf(place, "answer").innerHTML = tools.answerBoxes(answer.map(([token = 0]) => token));
    show(sequence);
  };
  const update = () => {
    const problem = tools.findProblem({ query: query.value, pairs }, keyLength);
    const right = pairs.find(({ key }) => key.toUpperCase() === query.value.toUpperCase());
    const entry =
      right === undefined
        ? "no pair has this key"
        : `the dictionary says ${right.value.toUpperCase()}`;
    tools.partOf(place, "verdict").textContent = problem === "" ? entry : problem;
    const inputs = [query, ...list.querySelectorAll("input")];
    const isWrong = inputs.map(
      ({ value }) => !/^[A-Za-z]+$/.test(value) || value.length !== keyLength,
    );
    inputs.forEach((input, i) => {
      input.setAttribute("aria-invalid", String(isWrong[i]));
    });
    // A word that is being typed keeps the last answer.
    if (!isWrong.includes(true)) ask();
  };
  query.addEventListener("input", update);
  list.addEventListener("input", ({ target }) => {
    const pair = pairs[Number(target.dataset["pair"])];
    if (pair === undefined) return;
    if (target.dataset["field"] === "key") pair.key = target.value;
    else pair.value = target.value;
    update();
  });
  list.addEventListener("click", ({ target }) => {
    const { remove, add } = target.dataset;
    if (add !== undefined) pairs.push({ key: "", value: "" });
    else if (remove !== undefined) pairs.splice(Number(remove), 1);
    else return;
    drawPairs();
    update();
  });
  drawPairs();
  update();
}

/** The functions that {@link editDictionary} calls. */
export const dictionaryTools: DictionaryTools = {
  partOf,
  dictionaryForm,
  pairFields,
  findProblem,
  dictionarySequence,
  answerBoxes,
  wordField,
};
