import { requireKnownName } from "../../../core/names.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import { binaryProductsToRelus, identityMap, type Network } from "../../network/index.ts";
import type { EmittedModel, ModelDtype } from "../model.ts";
import type { StateStep } from "./network-steps.ts";
import { createRnnCell } from "./rnn-cell.ts";
import { emitTorchModel, type StepWriter } from "./torch-model.ts";

/** How a network is written as a ReLU RNN. */
export interface ReluRnnOptions {
  /** Number type of weights and values. Default: `"float64"`. */
  readonly dtype?: ModelDtype;
  /**
   * What to do about products: `"exact"` refuses them; `"binary"` takes the first factor to be always
   * 0 or 1, and is then exact too. Default: `"exact"`.
   */
  readonly products?: "exact" | "binary";
  /** For `"binary"`: the greatest absolute value multiplied, where the network's bounds tell none. */
  readonly maxValue?: number;
}

/**
 * Writes a network as a `torch.nn.RNN` with ReLUs. Exact: a state that may have both signs is kept as
 * its positive and its negative part, of which one is 0.
 *
 * @throws {CompileError} If there is a product that can not be written.
 * @throws {ConfigError} If an option is not allowed.
 * @see Petrov et al. 2024 (LSRL), equation 11, for states; that they start from 0 is ours.
 */
export function emitReluRnn(
  network: Network,
  { dtype = "float64", products = "exact", maxValue }: ReluRnnOptions = {},
): EmittedModel {
  requireKnownName("emitReluRnn: dtype", dtype, ["float64", "float32"]);
  const isBinary =
    requireKnownName("emitReluRnn: products", products, ["exact", "binary"]) === "binary";
  const conditions = isBinary ? ["First factors of products are 0 or 1."] : [];
  return emitTorchModel(
    isBinary ? binaryProductsToRelus(network, { maxValue }) : network,
    {
      architecture: "reluRnn",
      emitter: "emitReluRnn",
      library: "torch.nn.RNN",
      config: { nonlinearity: "relu" },
      writer,
      createCell: (weights, type) => createRnnCell(weights, { nonlinearity: "relu", dtype: type }),
    },
    {
      dtype,
      products: "exact",
      remedy:
        'Give products: "binary" if the first factor is always 0 or 1, or build the program without products, e.g. with the conditional "optimized".',
      conditions,
    },
  );
}

const writer: StepWriter = {
  state(stack, { A, drift, offset, bounds, subject }) {
    const parts = signedParts(bounds);
    const split = SparseMatrix.fromEntries(parts.length, offset.length, parts);
    const join = transpose(split);
    stack.push(
      {
        gates: [
          {
            input: stack.read(
              { weights: split.multiply(drift.weights), bias: split.apply(drift.bias) },
              1,
              subject,
            ),
            recurrent: split.multiply(A).multiply(join),
          },
        ],
      },
      { weights: join, bias: offset },
    );
  },
  gated(stack, { value, subject }) {
    // Of a ReLU stage, gate and value are the same map: there are no other gates.
    stack.push(
      { gates: [{ input: stack.read(value, 1, subject) }] },
      identityMap(value.bias.length),
    );
  },
};

/** `R(x)` and `R(-x)` of each state, or the one of them that is not always 0. */
function signedParts(bounds: StateStep["bounds"]): readonly Entry[] {
  return bounds
    .flatMap(({ min, max }, state) => {
      const signs = min >= 0 ? [1] : max <= 0 ? [-1] : [1, -1];
      return signs.map((sign) => [state, sign] as const);
    })
    .map(([state, sign], part): Entry => [part, state, sign]);
}

function transpose(matrix: SparseMatrix): SparseMatrix {
  const entries = Array.from(matrix.entries(), ([i, j, value]): Entry => [j, i, value]);
  return SparseMatrix.fromEntries(matrix.columns, matrix.rows, entries);
}
