import { CompileError } from "../../../core/errors.ts";
import type { SparseMatrix } from "../../matrix.ts";
import type { Form, StateBlock } from "./register-file.ts";

/**
 * A channel of a layer that adds to a state: its source goes through a convolution over time and
 * then a recurrence, `h <- decay h + sum_k kernel[k] source_{t-k}`. The state is its start plus the
 * sum of its channels.
 */
export interface StateChannel {
  readonly register: number;
  readonly source: Form;
  /** By lag; `[1]` where the source is taken as it is. */
  readonly kernel: readonly number[];
  /** In [0, 1]; 0 where there is no recurrence. */
  readonly decay: number;
}

/** How states may be computed. */
export interface StateChannelOptions {
  /** What the message of an error starts with, e.g. `"emitMamba: stage 3 (S)"`. */
  readonly subject: string;
  /** Whether a state of its own, with `A` in [0, 1], is computed by a recurrence. */
  readonly allowsRecurrence: boolean;
  /** Greatest length of a sequence: a convolution of that width gives any `A`. */
  readonly maxLength: number | undefined;
}

/**
 * Writes states as channels. All start from 0: with `s' = s - s0` the drift becomes `drift + A s0 - s0`
 * and `A` stays. Powers of `A` that end, as those of a shift register do, need no `maxLength`.
 *
 * @throws {CompileError} If a state can be computed neither way.
 */
export function stateChannels(
  { registers, A, drifts, initState }: StateBlock,
  { subject, allowsRecurrence, maxLength }: StateChannelOptions,
): readonly StateChannel[] {
  const fromStart = A.apply(initState);
  const sources = drifts.map((drift, i) => shift(drift, fromStart[i]! - initState[i]!));
  const decay = A.rows === 1 ? (A.values[0] ?? 0) : Number.NaN;
  if (decay === 0 || (allowsRecurrence && decay > 0 && decay <= 1)) {
    const channel = { register: registers[0]!, source: sources[0]!, kernel: [1], decay };
    return isNothing(channel.source) ? [] : [channel];
  }
  return impulses(sources).flatMap(({ source, impulse }) => {
    const responses = impulseResponses(A, impulse, maxLength);
    if (responses === undefined) throw new CompileError(refusal(subject, A, allowsRecurrence));
    return registers.flatMap((register, i): StateChannel[] => {
      const kernel = responses[i]!;
      return kernel.length === 0 ? [] : [{ register, source, kernel, decay: 0 }];
    });
  });
}

/** The length that sequences must keep to: `maxLength` if a convolution is cut off there. */
export function horizonOf(
  channels: readonly { readonly kernel: readonly number[] }[],
  maxLength: number | undefined,
): number | undefined {
  return channels.some(({ kernel }) => kernel.length === maxLength) ? maxLength : undefined;
}

/** A horizon in a sentence. */
export function horizonCondition(horizon: number | undefined): string {
  return horizon === undefined
    ? "Sequences have any length."
    : `A sequence has at most ${horizon} tokens.`;
}

function shift({ entries, bias, bounds }: Form, by: number): Form {
  return { entries, bias: bias + by, bounds: { min: bounds.min + by, max: bounds.max + by } };
}

function isNothing({ entries, bias }: Form): boolean {
  return entries.length === 0 && bias === 0;
}

/** What drives the states, and what it adds to each of them. All constants are one source. */
function impulses(
  drifts: readonly Form[],
): readonly { readonly source: Form; readonly impulse: Float64Array }[] {
  const unit = (i: number) => Float64Array.from(drifts, (_, k) => (k === i ? 1 : 0));
  const driven = drifts.flatMap((source, i) =>
    source.entries.length === 0 ? [] : [{ source, impulse: unit(i) }],
  );
  const constants = Float64Array.from(drifts, ({ entries, bias }) =>
    entries.length === 0 ? bias : 0,
  );
  if (constants.every((value) => value === 0)) return driven;
  const one: Form = { entries: [], bias: 1, bounds: { min: 1, max: 1 } };
  return [...driven, { source: one, impulse: constants }];
}

/** `(A^k impulse)_i` by `i` and lag `k`, without the zeros at the end; `undefined` if it has no end. */
function impulseResponses(
  A: SparseMatrix,
  impulse: Float64Array,
  maxLength: number | undefined,
): readonly number[][] | undefined {
  const responses = Array.from(impulse, (): number[] => []);
  let power = impulse;
  for (let lag = 0; lag < (maxLength ?? Number.POSITIVE_INFINITY); lag += 1) {
    if (power.every((value) => value === 0)) break;
    // A matrix that has a power 0 has it at the latest after as many steps as it has rows.
    if (maxLength === undefined && lag === A.rows) return undefined;
    power.forEach((value, i) => {
      if (value === 0) return;
      const response = responses[i]!;
      while (response.length < lag) response.push(0);
      response.push(value);
    });
    power = A.apply(power);
  }
  return responses;
}

function refusal(subject: string, A: SparseMatrix, allowsRecurrence: boolean): string {
  const got = A.rows === 1 ? `A = [${A.values[0]}]` : `a coupled A of ${A.rows} states`;
  return allowsRecurrence
    ? `${subject}: without maxLength, A must be diagonal with entries in [0, 1], or a shift register, got ${got}. Use the diagonal formulation, or give maxLength.`
    : `${subject}: without maxLength, a convolution can compute shift registers only, got ${got}. Give maxLength, or use mode "lru".`;
}
