import { z } from "zod";
import {
  architectureNames,
  type ProgramName,
  paperCells,
  parseNoiseConfig,
} from "../../lsrl/index.ts";
import type { DoneRecord } from "../records.ts";
import {
  numberText,
  type ResultLine,
  type ResultsTable,
  sweepCommand,
  toValue,
} from "../results-table.ts";

const noiseConfig = "configs/lsrl/figure-4.json";

/** Errors of networks whose weights are disturbed. */
export const noiseTables: readonly ResultsTable[] = (["vec2vec", "tok2tok"] as const).map(
  (program): ResultsTable => ({
    id: `lsrl-noise-${program}`,
    paper: "LSRL",
    title: `Figure 4, ${program}: noise on the weights`,
    about: `${
      program === "vec2vec" ? "Mean distance from the true value" : "Wrong tokens in percent"
    }, mean over networks, with the paper's constants and compiler. The paper's numbers are from the tables published with its code. Errors are far from normal: medians tell more than deviations.`,
    lines: (records) => {
      const planned = records
        .plan("noise", noiseConfig, (config) => parseNoiseConfig(settingsSchema.parse(config)))
        .find(({ config }) => config.program === program && isPapers(config));
      return noiseLines(program, planned?.record);
    },
  }),
);

const architectureCommand = "python3 scripts/check-torch.py --install-peers";
const architectureOutput = "docs/lsrl-torch.txt";

/** Compiled programs as models of PyTorch and transformers. */
export const architectureTable: ResultsTable = {
  id: "lsrl-architectures",
  paper: "LSRL",
  title: "Section 5, appendices C to E: architectures in PyTorch",
  about:
    "Greatest error of the answers of vec2vec and tok2tok models, over models; 0 means exact. The paper gives constructions, no numbers.",
  lines: (records) => {
    const text = records.text(architectureOutput);
    const library = /^torch [^;,\s]+/.exec(text)?.[0] ?? "torch";
    const models = [...text.matchAll(/^(\w+) .*(float\d\d) .* (\d\S*e[+-]\d+) +\S+$/gm)].map(
      ([, architecture, dtype, error]) => ({ architecture, dtype, error: Number(error) }),
    );
    return architectureNames.flatMap((architecture) =>
      ["float32", "float64"].flatMap((dtype): readonly ResultLine[] => {
        const own = models.filter(
          (one) => one.architecture === architecture && one.dtype === dtype,
        );
        if (own.length === 0 && dtype === "float64") return []; // Mamba and Hawk have norms in float32
        return [
          {
            what: `${architecture}, ${dtype}`,
            values: own.map(({ error }) => ({
              value: error,
              run: architectureOutput,
              device: `CPU, ${library}`,
            })),
            ...(own.length > 0 && {
              detail: `greatest ${numberText(Math.max(...own.map(({ error }) => error)))}`,
            }),
            command: architectureCommand,
          },
        ];
      }),
    );
  },
};

const settingsSchema = z.looseObject({ program: z.enum(["vec2vec", "tok2tok"]) });

const resultSchema = z.object({
  rows: z.array(
    z.object({
      conditional: z.string(),
      sigma: z.number(),
      error: z.union([z.number(), z.string().transform(Number)]),
    }),
  ),
});

/** Whether constants and compiler are the paper's, the defaults. */
function isPapers({ stepScale, strategy }: ReturnType<typeof parseNoiseConfig>): boolean {
  return stepScale === 1000 && strategy === "rewrite";
}

function noiseLines(program: ProgramName, record: DoneRecord | undefined): readonly ResultLine[] {
  const rows = record === undefined ? [] : resultSchema.parse(record.result).rows;
  return paperCells
    .filter((cell) => cell.program === program)
    .map(({ conditional, sigma, mean, median }): ResultLine => {
      const errors = rows
        .filter((row) => row.conditional === conditional && row.sigma === sigma)
        .map(({ error }) => error);
      return {
        what: `${conditional}, sigma ${sigma}`,
        paper: `${numberText(mean)} (median ${numberText(median)})`,
        values: record === undefined ? [] : errors.map((error) => toValue(record, error)),
        ...(errors.length > 0 && { detail: `median ${numberText(medianOf(errors))}` }),
        command: sweepCommand(noiseConfig),
      };
    });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [Math.floor, Math.ceil].map(
    (round) => sorted[round((sorted.length - 1) / 2)]!,
  );
  return (below! + above!) / 2;
}
