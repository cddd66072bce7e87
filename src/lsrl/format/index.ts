export {
  type BenchmarkOptions,
  type BenchmarkRowOptions,
  benchmarkLines,
  benchmarkRows,
  exportBenchmark,
} from "./benchmark.ts";
export {
  type BenchmarkHeader,
  type BenchmarkJson,
  type BenchmarkRow,
  benchmarkJsonSchema,
} from "./benchmark-schema.ts";
export type { JsonSchema } from "./document.ts";
export { networkFromJson, networkToJson } from "./network.ts";
export { type NetworkJson, networkJsonSchema } from "./network-schema.ts";
export { programFromJson, programToJson } from "./program.ts";
export { type NodeJson, type ProgramJson, programJsonSchema } from "./program-schema.ts";
