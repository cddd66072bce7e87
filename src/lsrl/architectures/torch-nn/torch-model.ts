import { SparseMatrix } from "../../matrix.ts";
import { composeMaps, identityMap, type Network, unitBounds } from "../../network/index.ts";
import type { ArchitectureName, EmittedModel, Guarantee, ModelDtype } from "../model.ts";
import { cellRunner } from "../run-cell.ts";
import { LayerStack } from "./layer-stack.ts";
import {
  type GatedStep,
  type ProductMode,
  type ProductStep,
  planSteps,
  type StateStep,
} from "./network-steps.ts";
import { propagatedError } from "./propagated-error.ts";
import type { TorchCell } from "./recurrent-weights.ts";

/** How an architecture writes what a network does as layers on top of a stack. */
export interface StepWriter {
  state(stack: LayerStack, step: StateStep): void;
  gated(stack: LayerStack, step: GatedStep): void;
  product?: ProductWriter;
}

/** How an architecture multiplies. */
interface ProductWriter {
  write(stack: LayerStack, step: ProductStep): void;
  /** Greatest absolute error of a product of factors that are at most so large. */
  error(largestLeft: number, largestRight: number): number;
}

/** What tells one module of `torch.nn` from another. */
export interface TorchModule {
  readonly architecture: ArchitectureName;
  /** Name of the emitter, for messages. */
  readonly emitter: string;
  readonly library: string;
  /** Arguments of the module beside its sizes. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly writer: StepWriter;
  readonly createCell: (weights: EmittedModel["weights"], dtype: ModelDtype) => TorchCell;
}

/** How a network is written. */
export interface TorchEmission {
  readonly dtype: ModelDtype;
  readonly products: ProductMode;
  /** What to do about a product that can not be written, in a sentence. */
  readonly remedy: string;
  /** What the construction relies on, in sentences. */
  readonly conditions: readonly string[];
  /** Of factors of products whose bounds are not known. */
  readonly maxValue?: number | undefined;
  /** For the error bound of products. */
  readonly maxLength?: number | undefined;
}

/**
 * Writes a network as one module with as many layers as it takes, of the width of the widest.
 *
 * @throws {CompileError} If a product can not be written, or a weight overflows.
 */
export function emitTorchModel(
  network: Network,
  { architecture, emitter, library, config, writer, createCell }: TorchModule,
  emission: TorchEmission,
): EmittedModel {
  const { dtype } = emission;
  const stack = writeSteps(network, writer, { emitter, ...emission });
  const weights = stack.toStateDict();
  const { inputDim, inputBounds } = network;
  const { weights: matrix, bias } = composeMaps(network.readout, stack.units);
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const readOut = {
    weights: padColumns(matrix.map(round), stack.hiddenSize),
    bias: bias.map(round),
  };
  return {
    architecture,
    library,
    dtype,
    config: {
      input_size: inputDim,
      hidden_size: stack.hiddenSize,
      num_layers: stack.numLayers,
      ...config,
    },
    weights,
    readOut,
    inputBounds,
    guarantee: guaranteeOf(network, writer, emission),
    run: cellRunner(network, {
      createCell: () => createCell(weights, dtype),
      readOut,
      dtype,
      horizon: undefined,
    }),
  };
}

function writeSteps(
  network: Network,
  writer: StepWriter,
  options: TorchEmission & { readonly emitter: string },
): LayerStack {
  const stack = new LayerStack({ inputDim: network.inputDim, dtype: options.dtype });
  for (const step of planSteps(network, options)) {
    if (step.kind === "state") writer.state(stack, step);
    else if (step.kind === "gated") writer.gated(stack, step);
    else if (step.kind === "product") writer.product?.write(stack, step);
    else stack.transform(step.map);
  }
  // A module has at least one layer.
  if (stack.numLayers === 0) writer.state(stack, passingState(network, options.emitter));
  return stack;
}

function passingState(network: Network, emitter: string): StateStep {
  const bounds = unitBounds(network).at(-1) ?? [];
  return {
    kind: "state",
    subject: `${emitter}: input`,
    A: SparseMatrix.zeros(bounds.length, bounds.length),
    drift: identityMap(bounds.length),
    offset: new Float64Array(bounds.length),
    bounds,
  };
}

function guaranteeOf(
  network: Network,
  { product }: StepWriter,
  { products, conditions, maxValue, maxLength }: TorchEmission,
): Guarantee {
  if (products !== "analogue" || product === undefined) {
    return { kind: "exact", errorBound: 0, conditions: conditions.join(" ") };
  }
  const errorBound = propagatedError(network, {
    productError: product.error,
    maxValue,
    maxLength,
  });
  const kind = errorBound === 0 ? "exact" : "bounded";
  return { kind, errorBound, conditions: conditions.join(" ") };
}

function padColumns(matrix: SparseMatrix, columns: number): SparseMatrix {
  return SparseMatrix.fromEntries(matrix.rows, columns, Array.from(matrix.entries()));
}
