import { type PageElement, type PageTools, partOf } from "./browser.ts";
import type { Explorer } from "./explore-network.ts";

/** What the editor of plain tokens starts with. */
export interface TokensPrompt {
  readonly text: string;
  /** Bounds of the tokens that the network was made for. */
  readonly min: number | null;
  readonly max: number | null;
}

/** The functions that {@link editTokens} calls. */
export interface TokenTools extends PageTools {
  readonly partOf: typeof partOf;
  readonly tokensForm: typeof tokensForm;
  readonly readTokens: typeof readTokens;
}

function tokensForm(inputDim: number): string {
  const how =
    inputDim === 1
      ? "numbers with spaces between them"
      : `a line for each, ${inputDim} numbers with spaces between them`;
  return (
    `<label><b>Tokens</b>: ${how}<br>` +
    `<textarea data-part="tokens" rows="${inputDim === 1 ? 2 : 8}" spellcheck="false" style="width:100%;max-width:640px;margin:4px 0;font-family:monospace"></textarea></label>` +
    `<div>last output: <b data-part="answer"></b> <span data-part="problem" style="color:#b3261e"></span></div>`
  );
}

/** @throws {Error} If a word is not a number within the bounds, or a token is not of the input's length. */
function readTokens(
  text: string,
  inputDim: number,
  { min, max }: Pick<TokensPrompt, "min" | "max">,
): readonly (readonly number[])[] {
  const lines = text.split("\n").map((line) => line.split(/[\s,;]+/).filter((word) => word !== ""));
  const vectors = lines.map((words) =>
    words.map((word) => {
      const value = Number(word.replace("\u2212", "-"));
      if (!Number.isFinite(value)) throw new Error(`“${word}” is not a number`);
      if ((min !== null && value < min) || (max !== null && value > max)) {
        throw new Error(`${value} is outside the bounds that the network was made for`);
      }
      return value;
    }),
  );
  const tokens =
    inputDim === 1
      ? vectors.flat().map((value) => [value])
      : vectors.filter((vector) => vector.length > 0);
  const wrong = tokens.find((token) => token.length !== inputDim);
  if (wrong) throw new Error(`a token has ${inputDim} numbers, not ${wrong.length}`);
  return tokens;
}

/** A text area of tokens. Runs in the browser. */
export function editTokens(
  place: PageElement,
  prompt: TokensPrompt,
  { inputDim, run, show }: Explorer,
  tools: TokenTools,
): void {
  place.innerHTML = tools.tokensForm(inputDim);
  const [area, problem] = [tools.partOf(place, "tokens"), tools.partOf(place, "problem")];
  area.value = prompt.text;
  const update = () => {
    try {
      const tokens = tools.readTokens(area.value, inputDim, prompt);
      problem.textContent = "";
      const last = run(tokens).at(-1) ?? [];
      tools.partOf(place, "answer").textContent = last
        .map((value) => String(Number(value.toPrecision(9))).replace("-", "\u2212"))
        .join("  ");
      show({ tokens, texts: [], regions: [] });
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  area.addEventListener("input", update);
  update();
}

/** The functions that {@link editTokens} calls. */
export const tokenTools: TokenTools = { partOf, tokensForm, readTokens };
