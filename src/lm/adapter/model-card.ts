import type { AdapterBase } from "./adapter.ts";

/** What a card says of an adapter. */
export interface ModelCardOptions {
  readonly title: string;
  /** What the adapter does, a sentence or two. */
  readonly summary: string;
  readonly base: AdapterBase & {
    /** The file with the weights, e.g. `SmolLM2-135M-Instruct.Q4_1.gguf`. */
    readonly file: string;
    /** Hugging Face's name of its licence, e.g. `apache-2.0`. */
    readonly licence: string;
  };
  /** Of the adapter, likewise. */
  readonly licence: string;
  readonly tags: readonly string[];
  /** What it was trained on; at least one. */
  readonly data: readonly CardData[];
  /** By name, e.g. `learning rate`. */
  readonly training: Readonly<Record<string, string | number>>;
  readonly metrics: readonly CardMetric[];
  /** Bias scores in percent, -100..100. */
  readonly biasScores?: readonly CardMetric[];
  readonly intendedUse: string;
  /** What it can not do, a sentence each. */
  readonly limits: readonly string[];
}

/** Data that an adapter was trained on. */
export interface CardData {
  readonly title: string;
  /** Its name on Hugging Face, where it has one. */
  readonly hubName?: string;
  /** Which rows were used, in words. */
  readonly slice: string;
  /** Of the slice's file, hexadecimal. */
  readonly sha256: string;
  readonly licence: string;
}

/** A measured figure. */
export interface CardMetric {
  readonly name: string;
  /** What it was measured on. */
  readonly data: string;
  readonly value: number;
  /** Its 95 % interval. */
  readonly interval?: readonly [number, number];
}

// What is measured is a tendency in one set of templates: the card must not let it stand for more.
const biasScoreMeaning =
  "A bias score tells, for these questions alone, how far the model's answers lean towards those " +
  "that a stereotype suggests (100) or away from them (-100); 0 means no lean here, not a model " +
  "free of bias, and nothing follows from it for other groups, languages, phrasings or uses.";

/**
 * Writes the card that goes with an adapter's files as `README.md`: where its weights and data come
 * from, how it was trained, what was measured, and what it should not be used for.
 *
 * @see https://huggingface.co/docs/hub/model-cards
 */
export function modelCard(options: ModelCardOptions): string {
  const { title, summary, intendedUse, limits, biasScores = [] } = options;
  const biasSection = ["## Bias scores", metricTable(biasScores, "Score, %"), biasScoreMeaning];
  return `${[
    frontMatter(options),
    `# ${inline(title)}`,
    summary,
    "## Intended use",
    intendedUse,
    "## Limits",
    limits.map((limit) => `- ${inline(limit)}`).join("\n"),
    "## How to load",
    loading(options.base.name || "path/to/the/base/model"),
    "## Base model",
    baseModel(options),
    "## Data",
    dataTable(options.data),
    "## Training",
    table(["Setting", "Value"], Object.entries(options.training)),
    "## Results",
    metricTable(options.metrics, "Value"),
    ...(biasScores.length > 0 ? biasSection : []),
    "## Licence",
    licence(options),
  ].join("\n\n")}\n`;
}

function frontMatter({ base, licence: own, tags, data }: ModelCardOptions): string {
  const hubNames = data.flatMap(({ hubName }) => (hubName === undefined ? [] : [hubName]));
  return [
    "---",
    "library_name: peft",
    ...(base.name === "" ? [] : [`base_model: ${yaml(base.name)}`]),
    `license: ${yaml(own)}`,
    ...yamlList("datasets", hubNames),
    ...yamlList("tags", ["lora", ...tags]),
    "---",
  ].join("\n");
}

function loading(baseName: string): string {
  return `With Hugging Face's libraries:

\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained(${JSON.stringify(baseName)})
model = PeftModel.from_pretrained(base, "path/to/this/folder")
\`\`\`

In Triptych, which checks that the base has the weights named below:

\`\`\`ts
import { openChatModel } from "triptych/fit";
import { loadAdapterFolder } from "triptych/run";

const chat = await openChatModel();
const adapter = await loadAdapterFolder("path/to/this/folder", chat);
\`\`\``;
}

function baseModel({ base }: ModelCardOptions): string {
  const rows = [
    ["Model", base.name || "not known"],
    ["Weights", base.file],
    ["sha256", base.sha256 ?? "not known"],
    ["Licence", base.licence],
  ] as const;
  const note =
    "The figures below were measured with exactly these weights. With other weights of the same " +
    "model, such as unquantized ones, they can differ.";
  return `${table(["", "Base"], rows)}\n\n${note}`;
}

function dataTable(data: readonly CardData[]): string {
  return table(
    ["Data", "Slice", "sha256", "Licence"],
    data.map(({ title, slice, sha256, licence: own }) => [title, slice, sha256, own]),
  );
}

function licence({ licence: own, base, data }: ModelCardOptions): string {
  const others = data.map(({ title, licence: name }) => `${inline(title)} ${inline(name)}`);
  return (
    `The adapter is under ${inline(own)}; it is of use only together with its base model, which is ` +
    `under ${inline(base.licence)}. The data keep their own: ${others.join(", ")}.`
  );
}

function metricTable(metrics: readonly CardMetric[], heading: string): string {
  return table(
    ["Measure", "On", heading, "95 % interval"],
    metrics.map(({ name, data, value, interval }) => [
      name,
      data,
      figure(value),
      interval === undefined ? "" : interval.map(figure).join(" to "),
    ]),
  );
}

function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => inline(String(cell))).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Text that stays in its line and its cell. */
function inline(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[|<]/g, "\\$&").trim();
}

function yamlList(key: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${key}:`, ...items.map((item) => `  - ${yaml(item)}`)];
}

/** A quoted string of JSON is one of YAML too. */
function yaml(text: string): string {
  return JSON.stringify(text);
}
