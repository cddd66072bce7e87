import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  type Node,
  type Program,
  relu,
} from "../../src/lsrl/language/index.ts";
import { moreOnesOrZeros, tok2tok, vec2vec } from "../../src/lsrl/programs/index.ts";
import {
  and,
  bump,
  constant,
  eq,
  ifElse,
  ifElseMul,
  ifElseStep,
  ifEq,
  larger,
  moduloCounter,
  neq,
  not,
  or,
  reluIdentity,
  smaller,
  step,
} from "../../src/lsrl/sugar/index.ts";
import type { GoldenBuiltin, GoldenCase, GoldenNode } from "./golden-files.ts";

export { compiledTolerance, conditionalOf, type GoldenCase, readCases } from "./golden-files.ts";

/** The program of a case, built with our builders; a probe becomes the program's output. */
export function buildGoldenProgram({ program, outputLabels }: GoldenCase): Program {
  if ("builtin" in program) return probe(buildBuiltin(program), outputLabels);
  const built = new Map<string, Node>();
  for (const node of program.nodes) built.set(node.id, buildNode(node, built));
  return forEach(lookUp(built, program.output));
}

function buildBuiltin(builtin: GoldenBuiltin): Program {
  switch (builtin.builtin) {
    case "moreOnesOrZeros":
      return moreOnesOrZeros({ constants: "paper" }).program;
    case "vec2vec": {
      const { dIn, dOut, conditional, ...constants } = builtin.params;
      return vec2vec({ inputDim: dIn, outputDim: dOut, conditional, constants }).program;
    }
    case "tok2tok": {
      const { n, conditional, ...constants } = builtin.params;
      return tok2tok({ keyLength: n, conditional, constants }).program;
    }
  }
}

/** The program with the nodes of these names as its output; `query_2` is entry 2 of `query`. */
function probe(program: Program, labels: readonly string[] | undefined): Program {
  if (labels === undefined) return program;
  const named = new Map(program.nodes.map((node) => [node.label, node]));
  const found = labels.map((label) => {
    const node = named.get(label);
    if (node !== undefined) return node;
    const [, name, index] = /^(.*)_(\d+)$/.exec(label) ?? [];
    return lookUp(named, name).at(Number(index));
  });
  return forEach(concat(found));
}

function lookUp(nodes: ReadonlyMap<string | undefined, Node>, id: string | undefined): Node {
  const node = nodes.get(id);
  if (node === undefined) throw new Error(`golden: there is no node ${id}`);
  return node;
}

function buildNode(node: GoldenNode, built: ReadonlyMap<string, Node>): Node {
  const at = (id: string) => lookUp(built, id);
  const operand = (value: string | number) => (typeof value === "number" ? value : at(value));
  switch (node.op) {
    case "input":
      return input(node.dim);
    case "linear":
      return linear(at(node.x), node.A, node.b);
    case "linState": {
      const { A, B, initState, bias } = node;
      return linState(at(node.x), { A, B, initState, ...(bias === undefined ? {} : { bias }) });
    }
    case "concat":
      return concat(node.xs.map(at));
    case "slice":
      return at(node.x).slice(node.start, node.end);
    case "index":
      return at(node.x).at(node.i);
    case "relu":
      return relu(at(node.x));
    case "multiplicative":
      return multiplicative(at(node.x));
    case "add":
    case "sub":
      return buildSum(node.op, operand(node.a), operand(node.b));
    case "scale":
      return at(node.x).mul(node.k);
    case "divide":
      return at(node.x).div(node.k);
    default:
      return buildSugar(node, at);
  }
}

function buildSum(op: "add" | "sub", a: number | Node, b: number | Node): Node {
  if (typeof a !== "number") return op === "add" ? a.add(b) : a.sub(b);
  if (typeof b === "number") throw new Error("golden: a sum needs a node");
  return op === "add" ? b.add(a) : b.subFrom(a);
}

type CoreOp =
  | "input"
  | "linear"
  | "linState"
  | "concat"
  | "slice"
  | "index"
  | "add"
  | "sub"
  | "scale"
  | "divide";

function buildSugar(node: Exclude<GoldenNode, { op: CoreOp }>, at: (id: string) => Node): Node {
  const operand = (value: string | number) => (typeof value === "number" ? value : at(value));
  const branch = (value: string | number | null) => (value === null ? undefined : operand(value));
  const options = {
    ...("scale" in node && node.scale !== undefined ? { stepScale: node.scale } : {}),
    ...("largeConstant" in node && node.largeConstant !== undefined
      ? { largeConstant: node.largeConstant }
      : {}),
  };
  switch (node.op) {
    case "constant":
      return constant(at(node.x), node.value);
    case "step":
      return step(at(node.x), options);
    case "bump":
      return bump(at(node.x), operand(node.lb), operand(node.ub), options);
    case "not":
      return not(at(node.x));
    case "reluIdentity":
      return reluIdentity(at(node.x));
    case "larger":
      return larger(at(node.x), operand(node.y), options);
    case "smaller":
      return smaller(at(node.x), operand(node.y), options);
    case "eq":
    case "neq":
    case "and":
    case "or":
      return { eq, neq, and, or }[node.op](at(node.x), at(String(node.y)), options);
    case "ifElse":
      return ifElse(at(node.cond), branch(node.t), branch(node.f), options);
    case "ifElseStep":
      return ifElseStep(at(node.cond), branch(node.t), branch(node.f), options);
    case "ifElseMul":
      return ifElseMul(at(node.cond), branch(node.t), branch(node.f));
    case "ifEq":
      return ifEq(at(node.x), at(node.y), branch(node.t), branch(node.f), options);
    case "moduloCounter":
      return moduloCounter(at(node.x), node.divisor, { stepScale: 1000 });
    default:
      throw new Error(`golden: ${node.op} is not sugar`);
  }
}
