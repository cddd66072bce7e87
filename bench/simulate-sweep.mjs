/**
 * Simulates a sweep on a cluster whose nodes are lost and come back, by discrete events: what does
 * it cost to lose work since the last checkpoint, and what to write checkpoints?
 *
 *     node bench/simulate-sweep.mjs [--trials 1000] [--gpu-hours 10000] [--nodes 25] [--gpus 8]
 *                                   [--mtbf 500] [--repair 0.5] [--driver-mtbf 200] [--seeds 20] [--json]
 *
 * Figures are means over seeds. Times are in hours; `--mtbf` is a node's mean time to loss (preemptions included). The lengths of
 * trials are log-normal (sigma 0.5) with the sum given; losses come by the exponential law. A trial that
 * loses its node waits for a free GPU and goes on from its checkpoint. While the driver is lost no
 * trial starts, and those that run go on; it is back after `--driver-restart`. Needs no build.
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "1000" },
    "gpu-hours": { type: "string", default: "10000" },
    nodes: { type: "string", default: "25" },
    gpus: { type: "string", default: "8" },
    mtbf: { type: "string", default: "500" },
    repair: { type: "string", default: "0.5" },
    "driver-mtbf": { type: "string", default: "200" },
    "driver-restart": { type: "string", default: "0.25" },
    "checkpoint-seconds": { type: "string", default: "5" },
    "start-seconds": { type: "string", default: "60" },
    seeds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const number = (name) => Number(values[name]);
const SECOND = 1 / 3600; // hours
const setting = {
  trials: number("trials"),
  gpuHours: number("gpu-hours"),
  nodes: number("nodes"),
  gpus: number("gpus"),
  mtbf: number("mtbf"),
  repair: number("repair"),
  driverMtbf: number("driver-mtbf"),
  driverRestart: number("driver-restart"),
  checkpointCost: number("checkpoint-seconds") * SECOND,
  startCost: number("start-seconds") * SECOND,
  seeds: number("seeds"),
};

const MINUTE = 1 / 60;
const intervals = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1, 4, Number.POSITIVE_INFINITY];
const rows = intervals.map((interval) => simulateSeeds(setting, interval));

console.log(
  `${setting.trials} trials, ${setting.gpuHours} GPU-hours, ${setting.nodes} nodes of ${setting.gpus} GPUs; ` +
    `a node is lost every ${setting.mtbf} h, the driver every ${setting.driverMtbf} h`,
);
console.log(
  "checkpoint every   makespan   lost GPU-h   checkpoints GPU-h   starts GPU-h   retries",
);
for (const row of rows) {
  console.log(
    [
      row.interval.padStart(16),
      `${row.makespan.toFixed(1)} h`.padStart(11),
      row.lost.toFixed(0).padStart(13),
      row.checkpoints.toFixed(0).padStart(20),
      row.starts.toFixed(0).padStart(15),
      row.retries.toFixed(0).padStart(10),
    ].join(""),
  );
}
// Young 1974: the loss of half an interval and the cost of writing balance at sqrt(2 C M).
const best = Math.sqrt(2 * setting.checkpointCost * setting.mtbf);
console.log(`the least is lost with about ${(60 * best).toFixed(0)} min (Young's square root)`);
if (values.json) {
  console.log(JSON.stringify({ bench: "simulate-sweep", ...setting, bestInterval: best, rows }));
}

/** Means over seeds. */
function simulateSeeds({ seeds, ...sizes }, interval) {
  const all = Array.from({ length: seeds }, (_, seed) => simulate({ ...sizes, seed }, interval));
  const mean = (key) => all.reduce((sum, row) => sum + row[key], 0) / seeds;
  const keys = ["makespan", "lost", "checkpoints", "starts", "retries"];
  const means = Object.fromEntries(keys.map((key) => [key, mean(key)]));
  return { interval: describeInterval(interval), ...means };
}

/** @returns What a sweep takes with checkpoints so many hours apart. */
function simulate(sizes, interval) {
  const { trials, gpuHours, nodes, gpus, mtbf, repair, driverMtbf, driverRestart, seed } = sizes;
  const { checkpointCost, startCost } = sizes;
  const state = createHash("sha256").update(String(seed)).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((i) => state.readInt32LE(i)));
  const uniform = () => uniformFloat64(generator);
  const exponential = (mean) => -mean * Math.log(1 - uniform());
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const lengths = Array.from({ length: trials }, () => Math.exp(0.5 * normal()));
  const scale = gpuHours / lengths.reduce((sum, length) => sum + length, 0);

  const events = createQueue();
  // Longest first: else the last trial to start may be the longest.
  const waiting = lengths
    .map((length) => ({ left: length * scale }))
    .sort((a, b) => a.left - b.left);
  const cluster = Array.from({ length: nodes }, () => ({ running: new Set(), isUp: true }));
  let isDriverUp = true;
  let done = 0;
  const sum = { lost: 0, checkpoints: 0, starts: 0, retries: 0 };

  const start = (node, now) => {
    while (isDriverUp && node.isUp && node.running.size < gpus && waiting.length > 0) {
      const trial = waiting.pop();
      const count = Math.max(0, Math.ceil(trial.left / interval) - 1);
      const time = startCost + trial.left + count * checkpointCost;
      const run = { trial, started: now };
      node.running.add(run);
      events.add(now + time, () => {
        if (!node.running.delete(run)) return; // its node was lost
        sum.starts += startCost;
        sum.checkpoints += count * checkpointCost;
        done += 1;
        start(node, now + time);
      });
    }
  };
  const startAll = (now) => {
    for (const node of cluster) start(node, now);
  };
  const lose = (node, now) => {
    for (const run of node.running) {
      const elapsed = now - run.started;
      const worked = Math.max(0, elapsed - startCost);
      const saves = Math.floor(worked / (interval + checkpointCost));
      const kept = Number.isFinite(interval) ? saves * interval : 0;
      sum.starts += Math.min(elapsed, startCost);
      sum.checkpoints += saves * checkpointCost;
      sum.lost += worked - kept - saves * checkpointCost;
      sum.retries += 1;
      waiting.push({ left: run.trial.left - kept });
    }
    node.running.clear();
    node.isUp = false;
    events.add(now + exponential(repair), (later) => {
      node.isUp = true;
      events.add(later + exponential(mtbf), (then) => lose(node, then));
      start(node, later);
    });
    startAll(now);
  };
  const loseDriver = (now) => {
    isDriverUp = false;
    events.add(now + driverRestart, (later) => {
      isDriverUp = true;
      events.add(later + exponential(driverMtbf), loseDriver);
      startAll(later);
    });
  };
  for (const node of cluster) events.add(exponential(mtbf), (now) => lose(node, now));
  events.add(exponential(driverMtbf), loseDriver);
  startAll(0);
  let makespan = 0;
  while (done < trials) {
    const { time, act } = events.next();
    makespan = time;
    act(time);
  }
  return { makespan, ...sum };
}

function describeInterval(hours) {
  if (!Number.isFinite(hours)) return "never";
  return hours < 1 ? `${Math.round(60 * hours)} min` : `${hours} h`;
}

/** Events in the order of their times: a binary heap. */
function createQueue() {
  const heap = [];
  const swap = (i, j) => {
    [heap[i], heap[j]] = [heap[j], heap[i]];
  };
  return {
    add: (time, act) => {
      heap.push({ time, act });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (heap[parent].time <= heap[i].time) break;
        swap(i, parent);
        i = parent;
      }
    },
    next: () => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        const children = [2 * i + 1, 2 * i + 2].filter((child) => child < heap.length);
        const least = children.reduce((a, b) => (heap[b].time < heap[a].time ? b : a), i);
        if (least === i) break;
        swap(i, least);
        i = least;
      }
      return first;
    },
  };
}
