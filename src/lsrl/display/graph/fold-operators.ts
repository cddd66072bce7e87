import type { Node } from "../../language/node.ts";
import type { Program } from "../../language/program.ts";
import { type AffineForm, formText, readAffine, substitute } from "./affine-form.ts";
import { nodeDetails, operationText } from "./node-text.ts";
import {
  type Operator,
  type ReluTerm,
  readSelection,
  readStep,
  reluOperator,
  stepOperator,
} from "./recognise.ts";
import type { Vertex } from "./vertex.ts";

/**
 * Folds chains of `Linear`, `Concat` and `ReLU` that are one operation to the reader: sums,
 * comparisons, selections, products. Named nodes and nodes with several readers stay.
 */
export function foldOperators({ nodes, sink }: Pick<Program, "nodes" | "sink">): readonly Vertex[] {
  const readers = countReaders(nodes);
  const isInner = (node: Node) =>
    node.label === undefined && node !== sink && readers.get(node)?.length === 1;
  const folded = new Map<Node, Operator>();
  const forms = new Map<Node, AffineForm>();
  const twiceRead = new Map<Node, AffineForm>();
  const fold = createFolder({ isInner, forms, twiceRead });
  for (const node of nodes) {
    const { form, operator } = fold(node);
    folded.set(node, operator);
    const [reader, second, third] = readers.get(node) ?? [];
    if (form === undefined || node.label !== undefined || node === sink) continue;
    if (second === undefined && absorbs(reader!, readers)) forms.set(node, form);
    else if (third === undefined) twiceRead.set(node, form);
  }
  return collect(sink, nodes, folded);
}

function countReaders(nodes: readonly Node[]): ReadonlyMap<Node, readonly Node[]> {
  const readers = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const operand of node.operands) {
      const list = readers.get(operand);
      if (list === undefined) readers.set(operand, [node]);
      else list.push(node);
    }
  }
  return readers;
}

/** Whether a node can take the form of one that it reads into its own. */
function absorbs(reader: Node, readers: ReadonlyMap<Node, readonly Node[]>): boolean {
  if (reader.kind === "ReLU") return true;
  if (reader.kind === "Linear") return readAffine(reader, reader.operands) !== undefined;
  if (reader.kind !== "Concat" || reader.label !== undefined) return false;
  const [next, second] = readers.get(reader) ?? [];
  return (
    next !== undefined && second === undefined && readAffine(next, reader.operands) !== undefined
  );
}

type Fold = (node: Node) => { readonly form?: AffineForm; readonly operator: Operator };

/** What is known of the nodes so far. */
interface Folding {
  readonly isInner: (node: Node) => boolean;
  /** Forms of the nodes that went into their one reader. */
  readonly forms: ReadonlyMap<Node, AffineForm>;
  /** Forms of the nodes that are read twice, as a step and a selection read their arguments. */
  readonly twiceRead: ReadonlyMap<Node, AffineForm>;
}

function createFolder({ isInner, forms, twiceRead }: Folding): Fold {
  const reluArguments = new Map<Node, AffineForm>();
  const steps = new Map<Node, AffineForm>();
  const stepOf = (node: Node) => (node.label === undefined ? steps.get(node) : undefined);
  const inline = (form: AffineForm) => substitute(form, (node) => twiceRead.get(node));
  const ofForm = (text: string, { terms }: AffineForm): Operator => ({
    text,
    reads: [...terms.keys()],
  });
  const foldRelu = (node: Node): Operator => {
    const argument = substitute(
      { terms: new Map([[node.operands[0]!, 1]]), constant: 0 },
      (operand) => forms.get(operand),
    );
    reluArguments.set(node, argument);
    return reluOperator(argument, stepOf);
  };
  const foldPair = (node: Node, { terms, constant }: AffineForm): Operator | undefined => {
    const relus = [...terms].flatMap(([relu, factor]): ReluTerm[] => {
      const argument = isInner(relu) ? reluArguments.get(relu) : undefined;
      return argument === undefined ? [] : [{ factor, argument }];
    });
    const [p, q] = relus;
    if (p === undefined || q === undefined || terms.size !== 2 || constant !== 0) return undefined;
    const step = readStep([p, q]);
    if (step !== undefined) {
      const inner = inline(step);
      steps.set(node, inner);
      return stepOperator(inner, stepOf);
    }
    const [openP, openQ] = [p, q].map(({ factor, argument }) => ({
      factor,
      argument: inline(argument),
    }));
    return readSelection([openP!, openQ!]);
  };
  return (node) => {
    const plain = { text: operationText(node), reads: node.operands };
    const [x] = node.operands;
    const parts = x?.kind === "Concat" && isInner(x) ? x.operands : node.operands;
    if (node.kind === "ReLU") return { operator: foldRelu(node) };
    if (node.kind === "Multiplicative" && parts.length === 2) {
      return { operator: { text: "a × b", reads: parts } };
    }
    const read = readAffine(node, parts);
    if (read === undefined) return { operator: plain };
    const form = substitute(read, (operand) => forms.get(operand));
    if ([...form.terms.values()].every((factor) => factor === 0)) return { operator: plain };
    const pair = foldPair(node, form);
    if (pair !== undefined) return { operator: pair };
    const text = formText(form);
    return { form, operator: ofForm(text === "x" ? "copy" : text, form) };
  };
}

/** The boxes that the sink still depends on. */
function collect(
  sink: Node,
  nodes: readonly Node[],
  folded: ReadonlyMap<Node, Operator>,
): readonly Vertex[] {
  const kept = new Set([sink]);
  for (const node of kept) for (const read of folded.get(node)!.reads) kept.add(read);
  const order = nodes.filter((node) => kept.has(node));
  const place = new Map(order.map((node, i) => [node, i] as const));
  return order.map((node): Vertex => {
    const { text, reads } = folded.get(node)!;
    const hidden = hiddenNodes(node, new Set(reads));
    const own = nodeDetails(node);
    const names = reads.map((read, i) => `${"abcdefgh"[i] ?? "…"}: ${read.label ?? read.kind}`);
    const made = `${text}\n${names.join("\n")}\nmade of ${hidden.length + 1} nodes`;
    return {
      kind: hidden.some(({ kind }) => kind === "ReLU") ? "ReLU" : node.kind,
      name: node.label,
      text,
      dim: node.dim,
      details: hidden.length === 0 ? own : `${own.split("\n")[0]}\n${made}`,
      inputs: reads.map((read) => place.get(read)!),
      numNodes: hidden.length + 1,
    };
  });
}

/** The nodes between a box and those that it reads. */
function hiddenNodes(node: Node, reads: ReadonlySet<Node>): readonly Node[] {
  const hidden = new Set<Node>();
  const stack = [...node.operands];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (reads.has(next) || hidden.has(next)) continue;
    hidden.add(next);
    stack.push(...next.operands);
  }
  return [...hidden];
}
