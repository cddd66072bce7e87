import { createRandom } from "../../core/index.ts";
import type { CuedExample } from "../cued-example.ts";
import { requireGroup } from "../fields.ts";

/**
 * Draws questions in whole blocks: the ambiguous and the disambiguated context, each with the negative and
 * the non-negative question, about the same people.
 *
 * @param options.size - About so many; all if there are fewer.
 * @param options.seed - Integer.
 */
export function sampleQuestions(
  examples: readonly CuedExample[],
  { size, seed }: { readonly size: number; readonly seed: number },
): readonly CuedExample[] {
  const blocks = new Map<string, CuedExample[]>();
  for (const example of examples) {
    const name = requireGroup(example, "block");
    const block = blocks.get(name);
    if (block === undefined) blocks.set(name, [example]);
    else block.push(example);
  }
  const order = createRandom(seed).shuffle(blocks.values());
  const chosen: CuedExample[] = [];
  for (const block of order) {
    if (chosen.length >= size) break;
    chosen.push(...block);
  }
  return chosen;
}
