import type { Network } from "../network/index.ts";
import type { Page } from "./drawing/picture.ts";
import { explorerPage } from "./explorer-page.ts";
import { editTokens, type TokensPrompt, tokenTools } from "./page/edit-tokens.ts";

/** What every explorer can be told. */
export interface ExploreOptions {
  /** Default: what the explorer is of. */
  readonly title?: string;
}

/** What an explorer of plain tokens starts with. */
export interface ExploreTokensOptions extends ExploreOptions {
  /** The first sequence. Default: a few zeros. */
  readonly sequence?: Iterable<number | ArrayLike<number>>;
}

/**
 * A page in which the reader writes a sequence of tokens and sees the network's states and outputs
 * change at once: the page holds the network and runs it, without a kernel.
 *
 * @throws {ConfigError} If the network has more than 100,000 weights.
 * @example
 * explore(network, { sequence: [1, 0, 1, 1] });
 */
export function explore(network: Network, options: ExploreTokensOptions = {}): Page {
  const { sequence = defaultSequence(network), title = "Explore the network" } = options;
  const lines = Array.from(sequence, (token) =>
    typeof token === "number" ? String(token) : Array.from(token).join(" "),
  );
  const prompt: TokensPrompt = {
    text: lines.join(network.inputDim === 1 ? " " : "\n"),
    min: finiteOrNull(network.inputBounds?.min),
    max: finiteOrNull(network.inputBounds?.max),
  };
  return explorerPage(network, {
    title,
    prompt,
    editPrompt: editTokens,
    promptTools: tokenTools,
    letters: [],
  });
}

/** JSON has no infinity. */
function finiteOrNull(bound: number | undefined): number | null {
  return bound !== undefined && Number.isFinite(bound) ? bound : null;
}

function defaultSequence({ inputDim, inputBounds }: Network): readonly ArrayLike<number>[] {
  const value = Math.min(Math.max(0, inputBounds?.min ?? 0), inputBounds?.max ?? 0);
  return Array.from({ length: 4 }, () => new Array<number>(inputDim).fill(value));
}
