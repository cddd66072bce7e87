// A kind of run for tests: it does what its settings say and writes down that it did.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const schema = z.strictObject({
  number: z.int(),
  /** Each start and end appends a line. */
  log: z.string(),
  /** Takes so long. */
  ms: z.number().default(0),
  /** Steps, each saved. */
  steps: z.int().default(1),
  fails: z.boolean().default(false),
  /** Ends its process in the middle, unless this file is there; makes it first. */
  diesOnce: z.string().optional(),
  /** Ends its process each time. */
  dies: z.boolean().default(false),
});

const codec = {
  encode: (step) => Buffer.from(String(step)),
  decode: (bytes) => Number(bytes.toString()),
};

export const job = {
  name: "counting",
  usesEngine: false,
  schema,
  parse: (config) => schema.parse(config),
  describe: ({ number }) => `number ${number}`,
  summarize: ({ square }) => `square ${square}`,
  run: async (config, { onNotice, onMetrics, signal, openCheckpoints }) => {
    const { number, log, ms, steps, fails, diesOnce, dies } = config;
    const store = openCheckpoints?.(codec);
    const first = (await store?.load()) ?? 0;
    appendFileSync(log, `start ${number} at ${first} by ${process.pid}\n`);
    if (dies) process.kill(process.pid, "SIGKILL");
    for (let step = first; step < steps; step += 1) {
      await sleep(ms, undefined, { signal });
      await store?.save(step + 1);
      onNotice(`step ${step + 1}`);
      onMetrics?.(step + 1, { square: (step + 1) ** 2 });
      const isHalf = step + 1 >= steps / 2;
      if (diesOnce && isHalf && !existsSync(diesOnce)) {
        writeFileSync(diesOnce, "");
        process.kill(process.pid, "SIGKILL");
      }
    }
    if (fails) throw new Error(`number ${number} fails`);
    appendFileSync(log, `end ${number}\n`);
    const gpus = process.env.CUDA_VISIBLE_DEVICES ?? null; // those that were given
    return { result: { square: number ** 2, gpus }, data: [] };
  },
};
