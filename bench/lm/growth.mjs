/** How our cost grows with the length of texts, their number and the rank of the adapter. */
import { figure } from "triptych/report";
import { startOurs } from "./sides.mjs";

const LENGTHS = [64, 128, 256, 512, 1024];
const BATCHES = [1, 2, 4, 8, 16, 32];
const RANKS = [2, 4, 8, 16, 32, 64];
const RANK = 8;
const LENGTH = 64; // of the texts of the other curves
const BATCH = 8;
const WARM_UP_RUNS = 2; // a graph is recorded in the first and made ready in the second

const KINDS = { train: "LoRA step", forward: "forward" };

/** @returns By what grows, rows `{ size, kind, tokensPerSecond }`, best of the rounds. */
export async function measureGrowth({ rounds, folder }) {
  const side = await startOurs(folder);
  const measure = async (sizes, shapeOf, kinds) => {
    const rows = [];
    for (const size of sizes) {
      for (const kind of kinds) {
        const { batch = BATCH, length = LENGTH, rank = RANK } = shapeOf(size);
        const task = ["random", kind, batch, length, rank].join(" ");
        await side.ask(`time ${WARM_UP_RUNS} ${task}`);
        const times = [];
        for (let i = 0; i < rounds; i += 1) times.push(await side.ask(`time 1 ${task}`));
        await side.ask(`drop ${task}`);
        const tokensPerSecond = (1000 * batch * length) / Math.min(...times);
        rows.push({ size, kind, tokensPerSecond });
        console.log(`${task}: ${tokensPerSecond.toFixed(0)} tokens/s`);
      }
    }
    return rows;
  };
  const both = Object.keys(KINDS);
  const growth = {
    length: await measure(LENGTHS, (length) => ({ length, batch: 1 }), both),
    batch: await measure(BATCHES, (batch) => ({ batch }), both),
    rank: await measure(RANKS, (rank) => ({ rank }), ["train"]),
  };
  side.stop();
  return growth;
}

/** @returns SVG documents by name. */
export function plotGrowth({ length, batch, rank }) {
  const fixed = `rank ${RANK}`;
  return {
    length: plot(length, `One text, ${fixed}`, "tokens of the text"),
    batch: plot(batch, `Texts of ${LENGTH} tokens, ${fixed}`, "texts of a batch"),
    rank: plot(rank, `${BATCH} texts of ${LENGTH} tokens`, "rank of the adapter"),
  };
}

function plot(rows, title, label) {
  const most = Math.max(...rows.map(({ tokensPerSecond }) => tokensPerSecond));
  const y = { label: "tokens/s", range: [0, 1.1 * most] };
  const chart = figure({ title, x: { label, log: true }, y });
  for (const [kind, name] of Object.entries(KINDS)) {
    const own = rows.filter((row) => row.kind === kind);
    if (own.length === 0) continue;
    const values = own.map(({ tokensPerSecond }) => tokensPerSecond);
    chart.line({ x: own.map(({ size }) => size), y: values, points: true, name });
  }
  return chart.toSvg();
}
