import { readdirSync, readFileSync } from "node:fs";
import type { Example } from "./example-blocks.ts";

/** Names that examples in comments use without saying what they are. */
const commonNames = `
declare const accuracies: number[];
declare const adapter: import("triptych/lm").Adapter;
declare const answers: number[][];
declare const baseline: number[];
declare const batch1: unknown;
declare const batch2: unknown;
declare const batches: readonly { x: import("triptych/core").tf.Tensor2D; y: import("triptych/core").tf.Tensor1D }[];
declare const cell: Parameters<typeof import("triptych/borat").runCell>[0];
declare const cells: Parameters<typeof import("triptych/borat").runCell>[0][];
declare const chart: import("triptych").Figure;
declare const chat: import("triptych/fit").OpenedModel;
declare const config: Parameters<typeof import("triptych/borat").runRobustness>[0];
declare const deviations: number[];
declare const epoch: number;
declare const epochs: number;
declare const features: Parameters<typeof import("triptych/fit").createOwnTask>[1];
declare const logProbs: number[];
declare const loss: () => import("triptych/core").tf.Scalar;
declare const losses: number[];
declare const model: import("triptych/borat").Model;
declare const monitor: ReturnType<typeof import("triptych/borat").createRunMonitor>;
declare const network: import("triptych/lsrl").Network;
declare const ones: import("triptych/lsrl").Node;
declare const optimizer: import("triptych/optim").Optimizer;
declare const paths: Parameters<typeof import("triptych/borat").landscape>[0]["paths"];
declare const pictureAt: (step: number) => import("triptych").Figure;
declare const program: import("triptych/lsrl").Program;
declare const prompt: Parameters<typeof import("triptych/lm").generate>[1];
declare const result: Parameters<typeof import("triptych/run").focusCard>[0];
declare const scene: import("triptych/borat").Scene;
declare const sequence: number[];
declare const source: import("triptych/fit").FocusSource;
declare const steps: number[];
declare const tokenizer: import("triptych/lm").Tokenizer;
declare const tokens: string[];
declare const train: any;
declare const variables: import("triptych/core").tf.Variable[];
declare const weight: import("triptych/core").tf.Variable;
declare const writeFileSync: typeof import("node:fs").writeFileSync;
declare const x: number[];
declare const y: number[];
declare const zeros: import("triptych/lsrl").Node;
`;

const cell = `declare const config: Parameters<typeof import("triptych/borat").runCell>[0];`;
const keras = `import { tf } from "triptych/core";
declare const [model, x, y]: [tf.LayersModel, tf.Tensor, tf.Tensor];`;

/** What single examples take for granted beside that. */
const beginnings: Readonly<Record<string, string>> = {
  "docs/compile.md 2": `import { tf } from "triptych/core";
import { crossEntropy, type Model } from "triptych/borat";
import type { Optimizer } from "triptych/optim";
declare const [optimizer, model]: [Optimizer, Model];
declare const [accuracy, test]: [(model: Model, test: unknown) => number, unknown];
declare const batches: { x: tf.Tensor2D; y: tf.Tensor1D }[];`,
  "kernel/display/progress.ts 1": `declare const batches: unknown[];
declare const step: (batch: unknown) => number;`,
  "src/borat/diagnostics/anatomy.ts 1": `import type { tf } from "triptych/core";
import type { BoratOptimizer } from "triptych/borat";
declare const optimizer: BoratOptimizer;
declare const loss: (batch: unknown) => tf.Scalar;`,
  "src/borat/diagnostics/run-monitor.ts 1": cell,
  "src/borat/diagnostics/weight-path.ts 1": cell,
  "src/core/compile/compile.ts 1": `import { tf } from "triptych/core";
declare const loss: (x: tf.Tensor2D) => tf.Scalar;
declare const batches: tf.Tensor2D[];`,
  "src/fit/own-study.ts 1": `declare const rows: Parameters<typeof createOwnTask>[0];`,
  "src/fit/tasks/own-feature.ts 1": `declare const rows: Parameters<typeof createOwnTask>[0];`,
  "src/lm/README.md 2": `declare const chat: import("triptych/fit").OpenedModel;`,
  "src/lm/generate/generate.ts 1": `declare const model: import("triptych/lm").ChatModel["model"];`,
  "src/run/adapter-folder.ts 1": `declare const adapter: import("triptych/lm").Lora;`,
  "src/optim/tf-optimizer.ts 1": keras,
  "src/optim/tf-optimizer.ts 2": keras,
  "src/report/figure/figure.ts 3": `declare const [step, loss]: [number, number];`,
  "src/run/grid.ts 1": `declare const config: Parameters<typeof expandConfig>[0];`,
};

/** An example as a module. */
export function exampleModule({ place, code }: Example): string {
  const beginning = beginnings[place] ?? "";
  const tensors =
    code.includes("tf.") && !/import .*\btf\b/.test(beginning + code)
      ? `import { tf } from "triptych/core";`
      : "";
  return `${tensors}\n${beginning}\n${code}\nexport {};\n`;
}

/** Declares what the package exports, and the common names, for all examples of a folder under `src/`. */
export function exampleGlobals(folder: string): string {
  const folders = readdirSync("src").sort((a, b) => Number(b === folder) - Number(a === folder));
  const entries = new Map(
    folders.flatMap((name) => valueExports(name).map((value) => [value, name] as const)).reverse(), // the own folder's names win
  );
  const taken = new Set(cellNames);
  return [...entries]
    .filter(([value]) => !taken.has(value) && value !== "tf")
    .map(([value, name]) => `declare const ${value}: typeof import("triptych/${name}").${value};`)
    .concat(commonNames)
    .join("\n");
}

/** Declared for every cell by the package's main entry. */
const cellNames = [
  "figure",
  "table",
  "claims",
  "frame",
  "film",
  "grid",
  "meanStd",
  "radar",
  "tokenStrip",
];

/** Names of the values that a folder under `src/` exports. */
export function valueExports(folder: string): readonly string[] {
  return [...readFileSync(`src/${folder}/index.ts`, "utf8").matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, names]) => names!.split(","))
    .map((name) => name.trim())
    .filter((name) => /^\w+$/.test(name));
}
