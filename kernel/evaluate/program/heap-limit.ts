import { totalmem } from "node:os";

const megabyte = 2 ** 20;
/** As much as Node itself takes on a large machine; tensors and typed arrays are not counted in it. */
const most = 4096;

/**
 * The size of the JavaScript heap in MB: half of the memory that this process may use, at most 4 GB.
 * A larger one is the user's to ask for: `NODE_OPTIONS=--max-old-space-size=16000`.
 */
export function defaultHeapLimit(): number {
  // 0 or a huge number where nothing constrains the process.
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.min(most, Math.floor(memory / megabyte / 2));
}
