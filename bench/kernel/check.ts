/**
 * Times of the checker, without the program and without Jupyter. Node 22.18 or later reads it as it
 * is (`node bench/kernel/check.ts`); before:
 *
 *     npx esbuild bench/kernel/check.ts --bundle --packages=external --platform=node --format=esm \
 *       --outfile=node_modules/.cache/bench-check.js && node node_modules/.cache/bench-check.js
 *
 * `--json` prints one line; `--rounds 5` takes the least of five.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChecker } from "../../kernel/evaluate/check/index.ts";
import type { Cell } from "../../kernel/evaluate/types.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean" }, rounds: { type: "string" } },
});
const rounds = Number(values.rounds ?? 5);
const folder = mkdtempSync(join(tmpdir(), "triptych-bench-"));
const results: Record<string, number> = {};
let cells = 0;

function cell(code: string): Cell {
  cells += 1;
  return { id: String(cells), number: cells, code, silent: false };
}

/** 200 typed lines; another `seed` gives other names and another text. */
function typedLines(seed: number): string {
  const block = (n: number) => `
interface Point${n} { readonly x: number; readonly y: number; label?: string }
function norm${n}(p: Point${n}): number { return Math.hypot(p.x, p.y) }
class Path${n} {
  #points: Point${n}[] = [];
  add(p: Point${n}): this { this.#points.push(p); return this }
  get length(): number { return this.#points.map(norm${n}).reduce((a, b) => a + b, 0) }
}
const path${n} = new Path${n}().add({ x: ${n}, y: 1 }).add({ x: 2, y: ${n}, label: "b" });
const table${n} = new Map<string, number>([["length", path${n}.length]]);`;
  return Array.from({ length: 20 }, (_, n) => block(seed * 100 + n)).join("\n");
}

/** Least time of a few rounds, ms: the machine may be busy with other work. */
async function measure(name: string, run: (round: number) => Promise<unknown>): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await run(round);
    least = Math.min(least, performance.now() - start);
  }
  results[name] = Number(least.toFixed(1));
}

const start = performance.now();
const checker = startChecker({ cwd: folder, globals: [] });
await checker.check(cell("1 + 1"));
results["start to first answer"] = Number((performance.now() - start).toFixed(1));

async function run(code: string): Promise<void> {
  const next = cell(code);
  const found = await checker.check(next);
  if (found.length > 0)
    throw new Error(`bench: a cell that is right was refused: ${found[0]?.message}`);
  checker.commit(next);
}

const first = performance.now();
await run(typedLines(0));
results["200 typed lines, first"] = Number((performance.now() - first).toFixed(1));
await measure("200 typed lines, later", (round) => run(typedLines(round + 1)));
await measure("1 + 1", (round) => run(`1 + ${round}`));
for (let n = 0; n < 150; n += 1)
  await run(`const v${n} = { a: ${n > 0 ? `v${n - 1}.a` : 0}, n: "${n}" };`);
await measure("1 + 1 after 150 cells", (round) => run(`1 + ${round}`));
await measure("use of 3 names after 150 cells", (round) => run(`v149.a + v75.a + v${round}.a`));
await measure("declaration after 150 cells", (round) => run(`const w = v149.a + ${round};`));
await measure("completion, new text", (round) => checker.complete(`${round}; v149.`, 8));
await measure("completion of all names", (round) => checker.complete(`${round}; `, 3));
await measure("hover", (round) => checker.inspect(`${round}; v149`, 6));
await checker.dispose();
rmSync(folder, { recursive: true });

if (values.json) process.stdout.write(`${JSON.stringify({ unit: "ms", rounds, results })}\n`);
else for (const [name, ms] of Object.entries(results)) console.log(`${name.padEnd(32)} ${ms} ms`);
