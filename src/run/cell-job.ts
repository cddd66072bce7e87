import { z } from "zod";
import {
  type Cell,
  cellSchema,
  type EpochRecord,
  loadCellData,
  parseCell,
  runCell,
} from "../borat/index.ts";
import { engineInfo } from "../core/index.ts";
import { cellCheckpointCodec } from "./checkpoint-codec.ts";
import type { Job, Metrics } from "./job.ts";
import { numberSchema } from "./json.ts";

const summarySchema = z.object({ accuracy: numberSchema, loss: numberSchema, failed: z.boolean() });

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** One training run of BORAT's experiments. */
export const cellJob: Job<Cell> = {
  name: "cell",
  usesEngine: true,
  schema: cellSchema,
  parse: parseCell,
  describe: describeCell,
  summarize: (result) => {
    const { data } = summarySchema.safeParse(result);
    if (data === undefined) return "";
    return data.failed
      ? "diverged"
      : `${percent(data.accuracy)} test, loss ${data.loss.toPrecision(3)}`;
  },
  run: async (cell, { onNotice, onMetrics, signal, openCheckpoints, saveEvery }) => {
    const data = await loadCellData(cell);
    const estimate = createEstimate(Math.ceil(data.train.size / cell.batchSize) * cell.epochs);
    const { epochs, failed, accuracy, loss } = await runCell(cell, {
      data,
      signal,
      checkpoints: openCheckpoints?.(cellCheckpointCodec),
      saveEvery,
      onStep: () => {
        const hours = estimate();
        if (hours !== undefined) warnIfLong(hours, onNotice);
      },
      onEpoch: (record) => {
        onNotice(describeEpoch(cell, record));
        onMetrics?.(record.epoch, metricsOf(record));
      },
    });
    const { name, sha256 } = data.train;
    return { result: { accuracy, loss, failed, epochs }, data: { name, sha256 } };
  },
};

function describeCell({ dataset, model, loss, method, options, eta, maxNorm, seed }: Cell): string {
  const { name, ...sizes } = model;
  const numbers = Object.values(sizes).filter((size) => typeof size === "number");
  const pieces = options["bundleSize"];
  return [
    dataset,
    [name, ...numbers].join("-"),
    ...(loss === "cross-entropy" ? [] : [loss]),
    method === "borat" ? `borat-${typeof pieces === "number" ? pieces : 3}` : method,
    ...(eta === undefined ? [] : [`eta ${eta}`]),
    ...(maxNorm === undefined ? [] : [`r ${maxNorm}`]),
    `seed ${seed}`,
  ].join(", ");
}

function describeEpoch({ epochs }: Cell, record: EpochRecord): string {
  const { epoch, loss, accuracy, validationAccuracy } = record;
  const validated = validationAccuracy === undefined ? "" : `, ${percent(validationAccuracy)} val`;
  return `epoch ${epoch}/${epochs}: loss ${loss.toPrecision(3)}, ${percent(accuracy)} test${validated}`;
}

function metricsOf({ loss, accuracy, validationAccuracy, weightNorm }: EpochRecord): Metrics {
  const validated = validationAccuracy === undefined ? {} : { validationAccuracy };
  return { loss, accuracy, ...validated, weightNorm };
}

/** Hours that all steps take, told once: after some steps, the first of which prepares the graphs. */
function createEstimate(numSteps: number): () => number | undefined {
  const MEASURED = 3;
  let steps = 0;
  let started = 0;
  return () => {
    steps += 1;
    if (steps === 1) started = performance.now();
    if (steps !== 1 + MEASURED) return undefined;
    const MILLISECONDS = 3_600_000; // in an hour
    return ((performance.now() - started) / MEASURED / MILLISECONDS) * numSteps;
  };
}

function warnIfLong(hours: number, onNotice: (line: string) => void): void {
  const LONG = 2;
  if (hours < LONG || engineInfo().device === "GPU") return;
  const time = hours < 48 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`;
  onNotice(
    `this is a job for a GPU: on this machine's CPU its training takes about ${time}. It goes on; stop it with Ctrl-C, and continue with --resume.`,
  );
}
