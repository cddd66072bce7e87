import { z } from "zod";
import {
  type NoiseRow,
  type NoiseSettings,
  noiseSchema,
  parseNoiseConfig,
  runNoise,
  summarizeNoise,
} from "../lsrl/index.ts";
import type { Job } from "./job.ts";
import { numberSchema } from "./json.ts";
import { openTensors, sealTensors } from "./sealed-tensors.ts";
import type { StateCodec } from "./state-file.ts";

const FORMAT = "triptych noise checkpoint 1";

const rowsSchema = z.array(
  z.strictObject({
    program: noiseSchema.shape.program,
    conditional: noiseSchema.shape.conditionals.unwrap().element,
    sigma: z.number(),
    seed: z.int(),
    error: numberSchema, // of a network that fails, maybe not finite
  }),
);

const resultSchema = z.object({ rows: rowsSchema });

/** The rows of the networks that are done. */
const rowsCodec: StateCodec<readonly NoiseRow[]> = {
  encode: (rows) => sealTensors(FORMAT, rows, {}),
  decode: (bytes) => rowsSchema.parse(openTensors(FORMAT, bytes).state),
};

/** LSRL's figure 4: compiled programs whose weights are disturbed. */
export const noiseJob: Job<NoiseSettings> = {
  name: "noise",
  usesEngine: false,
  schema: noiseSchema,
  parse: parseNoiseConfig,
  describe: ({ program, strategy, guard, seeds }) =>
    [program, strategy, ...(guard ? ["guarded"] : []), `${seeds.length} seeds`].join(", "),
  summarize: (result) => {
    const { data } = resultSchema.safeParse(result);
    const cells = summarizeNoise(data?.rows ?? []);
    const medians = cells.filter(({ sigma }) => sigma === 0).map(({ median }) => median);
    if (medians.length === 0) return "";
    const [least, most] = [Math.min(...medians), Math.max(...medians)];
    return `median error ${least.toPrecision(3)} to ${most.toPrecision(3)} without noise`;
  },
  run: async (config, { onNotice, signal, openCheckpoints }) => {
    const store = openCheckpoints?.(rowsCodec);
    const rows = [...((await store?.load()) ?? [])];
    let saved = Promise.resolve();
    const failure = new AbortController(); // of saving
    const run = runNoise(config, {
      signal: AbortSignal.any([signal, failure.signal]),
      known: [...rows],
      onMetric: ({ rows: more, done, total }) => {
        rows.push(...more);
        const kept = [...rows];
        saved = saved.then(() => store?.save(kept)).catch((error: unknown) => failure.abort(error));
        onNotice(`network ${done} of ${total}`);
      },
    });
    const result = await run.finally(async () => await saved);
    return { result: { rows: result.rows }, data: [] };
  },
};
