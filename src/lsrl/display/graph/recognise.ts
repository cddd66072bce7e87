import type { Node } from "../../language/node.ts";
import { type AffineForm, combine, formText, scaleForm } from "./affine-form.ts";

/** What a box computes, with letters for what it reads. */
export interface Operator {
  readonly text: string;
  readonly reads: readonly Node[];
}

/** `factor * max(0, argument)`. */
export interface ReluTerm {
  readonly factor: number;
  readonly argument: AffineForm;
}

const tolerance = 1e-9;

/**
 * Recognises two ReLU terms on the same argument, with opposite slopes, as a step from 0 to 1.
 *
 * @returns What must be positive for the step to rise.
 * @see Petrov et al. 2024 (LSRL), appendix A, `f_step`.
 */
export function readStep([p, q]: readonly [ReluTerm, ReluTerm]): AffineForm | undefined {
  const slopes = [leading(p.argument), leading(q.argument)] as const;
  if (slopes[0] * slopes[1] <= 0) return undefined;
  const scaled = [p.argument, q.argument].map((form, i) => scaleForm(form, 1 / slopes[i]!));
  const gap = combine(scaled[0]!, scaled[1]!, 1, -1);
  if ([...gap.terms.values()].some((factor) => Math.abs(factor) > tolerance)) return undefined;
  // Both arguments are multiples of the same direction, which `sign` may turn round.
  const sign = Math.sign(slopes[0]);
  const kinks = scaled.map((form) => -form.constant * sign);
  const rises = [p.factor * Math.abs(slopes[0]), q.factor * Math.abs(slopes[1])] as const;
  if (Math.abs(rises[0] + rises[1]) > tolerance * Math.abs(rises[0])) return undefined;
  const first = kinks[0]! <= kinks[1]! ? 0 : 1;
  const height = rises[first] * Math.abs(kinks[1]! - kinks[0]!);
  return Math.abs(height - 1) < 1e-6 ? scaleForm(scaled[first]!, sign) : undefined;
}

/**
 * What a step computes of the form that must be positive.
 *
 * @param stepOf - See {@link reluOperator}.
 */
export function stepOperator(
  form: AffineForm,
  stepOf: (node: Node) => AffineForm | undefined,
): Operator {
  const bits = bitPair(form, 0, stepOf);
  if (bits === undefined) return { text: stepText(form), reads: [...form.terms.keys()] };
  const limits = oppositeSteps(bits, stepOf);
  if (limits !== undefined) {
    const { node, above, below } = limits;
    return { text: `x < ${number(below)} or x > ${number(above)}`, reads: [node] };
  }
  return { text: "a or b", reads: bits };
}

/** Two bits whose sum and `constant` are the form; a step of a bit is the bit. */
function bitPair(
  form: AffineForm,
  constant: number,
  stepOf: (node: Node) => AffineForm | undefined,
): readonly [Node, Node] | undefined {
  const [[a, factorA] = [], [b, factorB] = [], third] = form.terms;
  if (a === undefined || b === undefined || third !== undefined) return undefined;
  if (form.constant !== constant || factorA !== 1 || factorB !== 1) return undefined;
  const isBit = ({ bounds }: Node) => bounds !== undefined && bounds.min >= 0 && bounds.max <= 1;
  if (![a, b].every((node) => isBit(node) || stepOf(node) !== undefined)) return undefined;
  const bitOf = (node: Node) => {
    const bit = interval(stepOf(node));
    return bit?.above === 0 ? bit.node : node;
  };
  return [bitOf(a), bitOf(b)];
}

/** The step of a form as text: `x > 2.5`, `x < 3`, `a > b`. */
function stepText(form: AffineForm): string {
  const [first, second, third] = form.terms.values();
  if (first === undefined) return `${formText(form)} > 0`;
  const limit = -form.constant / first;
  if (second === undefined) return `x ${first > 0 ? ">" : "<"} ${number(limit)}`;
  if (third === undefined && first === -second) {
    const sides = first > 0 ? "a > b" : "a < b";
    if (limit === 0) return sides;
    return `${sides} ${limit > 0 ? "+" : "\u2212"} ${number(Math.abs(limit))}`;
  }
  const left = scaleForm({ terms: form.terms, constant: 0 }, 1 / Math.abs(first));
  return `${formText(left)} > ${number(-form.constant / Math.abs(first))}`;
}

/**
 * Recognises `R(a - L b) - R(-a - L b)`: `a` where the bit `b` is 0, else 0.
 *
 * @see Petrov et al. 2024 (LSRL), appendix A, `f_ifelse`.
 */
export function readSelection([p, q]: readonly [ReluTerm, ReluTerm]): Operator | undefined {
  if (p.factor !== 1 || q.factor !== -1) return undefined;
  const value = combine(p.argument, q.argument, 0.5, -0.5);
  return selection(value, combine(p.argument, q.argument, 0.5, 0.5));
}

/** Smallest factor of a bit that is taken for one that closes a gate. */
const leastLarge = 16;

/** `value` as long as nothing is taken off by `gate`, which is 0 or very negative. */
function selection(value: AffineForm, gate: AffineForm): Operator | undefined {
  const [[bit, factor] = [], ...others] = gate.terms;
  if (bit === undefined || factor === undefined || others.length > 0) return undefined;
  const isWhenSet = gate.constant === -factor && factor > 0;
  const isWhenClear = gate.constant === 0 && factor < 0;
  const isLarge = Math.abs(factor) >= leastLarge;
  if (!isLarge || !(isWhenSet || isWhenClear) || value.terms.size !== 1) return undefined;
  const [[node, weight] = []] = value.terms;
  if (node === undefined || weight === undefined || node === bit) return undefined;
  const text = formText({ terms: new Map([[node, weight]]), constant: value.constant });
  return { text: `${text.replace("x", "a")} if ${isWhenSet ? "" : "not "}b`, reads: [node, bit] };
}

/**
 * What a ReLU computes of its argument.
 *
 * @param stepOf - The form that must be positive, of nodes that are steps of nothing else's concern.
 */
export function reluOperator(
  argument: AffineForm,
  stepOf: (node: Node) => AffineForm | undefined,
): Operator {
  return (
    readConjunction(argument, stepOf) ??
    readHalfSelection(argument) ?? {
      text: formText(argument) === "x" ? "ReLU" : `ReLU(${formText(argument)})`,
      reads: [...argument.terms.keys()],
    }
  );
}

/** `R(a + b - 1)` on bits. */
function readConjunction(
  form: AffineForm,
  stepOf: (node: Node) => AffineForm | undefined,
): Operator | undefined {
  const reads = bitPair(form, -1, stepOf);
  if (reads === undefined) return undefined;
  const limits = oppositeSteps(reads, stepOf);
  if (limits !== undefined) {
    const { node, above, below } = limits;
    return { text: `${number(above)} < x < ${number(below)}`, reads: [node] };
  }
  return { text: "a and b", reads };
}

/** `R(a - L b)`, for `a` that is not negative. */
function readHalfSelection({ terms, constant }: AffineForm): Operator | undefined {
  const entries = [...terms];
  const value = entries.filter(([, factor]) => Math.abs(factor) === 1);
  const gate = entries.filter(([, factor]) => Math.abs(factor) >= leastLarge);
  if (value.length + gate.length < entries.length) return undefined;
  return selection({ terms: new Map(value), constant: 0 }, { terms: new Map(gate), constant });
}

/** Where two steps of one node are 1, if one is above and the other below a number. */
function oppositeSteps(
  bits: readonly [Node, Node],
  stepOf: (node: Node) => AffineForm | undefined,
): { readonly node: Node; readonly above: number; readonly below: number } | undefined {
  const [a, b] = bits.map((bit) => interval(stepOf(bit)));
  if (a === undefined || b === undefined || a.node !== b.node) return undefined;
  const [above, below] = [a.above ?? b.above, a.below ?? b.below];
  return above === undefined || below === undefined ? undefined : { node: a.node, above, below };
}

/** Where a step of one node is 1: above or below a number. */
function interval(form: AffineForm | undefined) {
  const [[node, factor] = [], second] = form?.terms ?? [];
  if (form === undefined || node === undefined || factor === undefined || second !== undefined) {
    return undefined;
  }
  const limit = -form.constant / factor;
  return { node, above: factor > 0 ? limit : undefined, below: factor < 0 ? limit : undefined };
}

function leading({ terms }: AffineForm): number {
  return [...terms.values()][0] ?? 0;
}

function number(value: number): string {
  return formText({ terms: new Map(), constant: value });
}
