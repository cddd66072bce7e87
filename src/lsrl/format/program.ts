import { CompileError, ConfigError, ReproError } from "../../core/errors.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  Node,
  type Program,
  relu,
} from "../language/index.ts";
import { parseDocument } from "./document.ts";
import { boundsFromJson, boundsToJson, vectorFromJson, vectorToJson } from "./numbers.ts";
import { type NodeJson, type ProgramJson, programFormat, programSchema } from "./program-schema.ts";
import { matrixFromJson, matrixToJson } from "./sparse.ts";

/** Entries of all nodes of a program that a file may ask for: 0.5 GB of values when it runs. */
const maxValues = 2 ** 26;

/** The ids that {@link programToJson} gives to the nodes of a program. */
export function nodeIds({ nodes }: Program): ReadonlyMap<Node, string> {
  return new Map(nodes.map((node, i) => [node, `n${i}`]));
}

/**
 * Writes a program as JSON: labels and bounds are kept, shared nodes stay shared, and every number
 * comes back bit for bit.
 *
 * @throws {NumericsError} If a weight is not finite.
 */
export function programToJson(program: Program): ProgramJson {
  const ids = nodeIds(program);
  return {
    format: programFormat,
    nodes: program.nodes.map((node) => nodeToJson(node, (operand) => ids.get(operand)!)),
    output: ids.get(program.sink)!,
  };
}

/**
 * Reads a program that {@link programToJson}, or another tool, has written.
 *
 * @param json - The parsed JSON; see `programJsonSchema`.
 * @throws {ConfigError} If it is no such document, ids repeat, or a node is not read by any other.
 * @throws {CompileError} If a node reads one that is not listed before it, shapes do not fit, or
 * there is not exactly one input; its path names the node.
 */
export function programFromJson(json: unknown): Program {
  const document = parseDocument("programFromJson", programFormat, programSchema, json);
  requireDistinctIds(document.nodes);
  requireOneInput(document.nodes);
  const built = new Map<string, Node>();
  let numValues = 0;
  for (const node of document.nodes) {
    const read = (id: string) => findOperand(built, document, node.id, id);
    const { operation, dim } = atNode(node.id, () => buildNode(node, read));
    const bounds = node.bounds === undefined ? undefined : boundsFromJson(node.bounds);
    built.set(node.id, new Node(operation, dim, { label: node.label, bounds }));
    numValues += dim;
    if (numValues > maxValues) {
      throw new ConfigError(
        `programFromJson: the dimensions of all nodes must add up to <= ${maxValues}, got more at node "${node.id}"`,
      );
    }
  }
  const program = forEach(findOperand(built, document, "output", document.output));
  requireNoneUnread(program, built);
  return program;
}

function nodeToJson(node: Node, idOf: (node: Node) => string): NodeJson {
  const { operation, dim, label, bounds } = node;
  const id = idOf(node);
  const common = {
    id,
    ...(label === undefined ? {} : { label }),
    ...(bounds === undefined ? {} : { bounds: boundsToJson(bounds) }),
  };
  const subject = (name: string) => `programToJson: ${name} of node "${id}"`;
  switch (operation.kind) {
    case "Input":
      return { ...common, kind: operation.kind, dim };
    case "Linear":
      return {
        ...common,
        kind: operation.kind,
        x: idOf(operation.x),
        A: matrixToJson(subject("A"), operation.A),
        b: vectorToJson(subject("b"), operation.b),
      };
    case "LinState":
      return {
        ...common,
        kind: operation.kind,
        x: idOf(operation.x),
        A: matrixToJson(subject("A"), operation.A),
        B: matrixToJson(subject("B"), operation.B),
        initState: vectorToJson(subject("initState"), operation.initState),
        bias: vectorToJson(subject("bias"), operation.bias),
      };
    case "Concat":
      return { ...common, kind: operation.kind, xs: operation.xs.map(idOf) };
    case "Slice": {
      const { kind, x, start, end } = operation;
      return { ...common, kind, x: idOf(x), start, end };
    }
    case "ReLU":
    case "Multiplicative":
      return { ...common, kind: operation.kind, x: idOf(operation.x) };
  }
}

/** The builder functions check that the shapes fit. */
function buildNode(json: NodeJson, read: (id: string) => Node): Node {
  switch (json.kind) {
    case "Input":
      return input(json.dim);
    case "Linear":
      return linear(read(json.x), matrixFromJson(json.A), vectorFromJson(json.b));
    case "LinState":
      return linState(read(json.x), {
        A: matrixFromJson(json.A),
        B: matrixFromJson(json.B),
        initState: vectorFromJson(json.initState),
        bias: vectorFromJson(json.bias),
      });
    case "ReLU":
      return relu(read(json.x));
    case "Concat":
      return concat(json.xs.map(read));
    case "Slice":
      return read(json.x).slice(json.start, json.end);
    case "Multiplicative":
      return multiplicative(read(json.x));
  }
}

function findOperand(
  built: ReadonlyMap<string, Node>,
  { nodes }: ProgramJson,
  reader: string,
  id: string,
): Node {
  const node = built.get(id);
  if (node !== undefined) return node;
  const message = nodes.some((other) => other.id === id)
    ? `"${reader}" must read nodes that are listed before it, got "${id}". A program must be free of cycles: list each node after those it reads`
    : `"${reader}" must read nodes of the list, got "${id}"`;
  throw new CompileError(`programFromJson: ${message}`, `${reader} <- ${id}`);
}

/** Adds the node's id to what a builder function complains of. */
function atNode(id: string, build: () => Node): Node {
  try {
    return build();
  } catch (cause) {
    if (!(cause instanceof ReproError) || cause instanceof CompileError) throw cause;
    throw new CompileError(`programFromJson: node "${id}": ${cause.message}`, id, { cause });
  }
}

function requireDistinctIds(nodes: readonly NodeJson[]): void {
  const seen = new Set<string>();
  for (const { id } of nodes) {
    if (seen.has(id)) {
      throw new ConfigError(`programFromJson: ids of nodes must differ, got "${id}" twice`);
    }
    seen.add(id);
  }
}

function requireOneInput(nodes: readonly NodeJson[]): void {
  const inputs = nodes.filter(({ kind }) => kind === "Input").map(({ id }) => `"${id}"`);
  if (inputs.length === 1) return;
  throw new CompileError(
    `programFromJson: a program must have exactly one Input, got ${inputs.join(", ") || "none"}`,
  );
}

/** A node that nothing reads would be lost without a word. */
function requireNoneUnread({ nodes }: Program, built: ReadonlyMap<string, Node>): void {
  const used = new Set(nodes);
  for (const [id, node] of built) {
    if (used.has(node)) continue;
    throw new ConfigError(`programFromJson: the output must depend on every node, got "${id}"`);
  }
}
