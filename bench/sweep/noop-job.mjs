// A kind of run that does nothing, for bench/sweep.mjs.
import { z } from "zod";

const schema = z.strictObject({ number: z.int() });

export const job = {
  name: "noop",
  usesEngine: false,
  schema,
  parse: (config) => schema.parse(config),
  describe: ({ number }) => `number ${number}`,
  summarize: () => "",
  run: ({ number }) => Promise.resolve({ result: { number }, data: [] }),
};
