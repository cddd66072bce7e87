/**
 * Times LSRL: programs and compiled networks beside numpy and scipy, compiling, the noise experiment,
 * and how costs grow.
 *
 *     node bench/lsrl.mjs [--rounds 8] [--install-peers] [--plot] [--json]
 *
 * Rounds of all programs and all engines are interleaved; figures are the least of the rounds, and the
 * ratios are ours over the peer's, of its two ways to store a network the faster one. The peer is
 * bench/lsrl.py, run by `$PYTHON`, else by bench/.venv, which --install-peers makes; without it our
 * figures stand alone. `--plot` writes docs/lsrl-cost-*.svg; `--json` prints one line of JSON last.
 * Build first: npm run build.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runNoise } from "triptych/lsrl";
import { readSpeed } from "./lsrl/bandwidth.mjs";
import { measureCompileTimes } from "./lsrl/compile-time.mjs";
import { measureLengths, measureMemory, measureSizes } from "./lsrl/linear.mjs";
import { installPeers, startPeer } from "./lsrl/peer.mjs";
import { plotLengths, plotSizes } from "./lsrl/plots.mjs";
import { measureSpeed } from "./lsrl/speed.mjs";

const MEMORY_BYTES = 2 ** 28; // far beyond any cache
const BYTES_PER_NON_ZERO = 8 + 4; // a float64 and its column

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "8" },
    "install-peers": { type: "boolean", default: false },
    plot: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);

if (options["install-peers"]) installPeers();
const peer = await startPeer();
console.log(`Node ${process.version}; ${peer?.version ?? "no peer"}; ${cpus()[0]?.model}`);

const memoryReads = { ours: readSpeed(MEMORY_BYTES), peer: await peer?.readSpeed(MEMORY_BYTES) };
const speed = (await measureSpeed({ rounds, peer })).map(addBandwidth);
peer?.stop();
reportSpeed();
const compileTimes = await measureCompileTimes(rounds);
reportCompileTimes();
const noise = await timeNoise();
console.log(`\nnoise, 625 + 625 runs: ${noise.seconds.toFixed(1)} s on ${noise.cores} cores`);
const lengths = measureLengths(rounds);
const sizes = measureSizes(rounds);
const streamGrowthBytes = measureMemory();
reportGrowth();

if (options.plot) {
  const docs = join(import.meta.dirname, "..", "docs");
  writeFileSync(join(docs, "lsrl-cost-length.svg"), plotLengths(lengths));
  writeFileSync(join(docs, "lsrl-cost-nonzeros.svg"), plotSizes(sizes));
}
if (options.json) {
  const setting = { bench: "lsrl", rounds, node: process.version, peer: peer?.version };
  const growth = { lengths, sizes, streamGrowthBytes };
  console.log(JSON.stringify({ ...setting, memoryReads, speed, compileTimes, noise, ...growth }));
}

/** Adds what the network reads in a second, and its share of what reading alone attains. */
function addBandwidth(row) {
  const numBytes = row.nonZeros * BYTES_PER_NON_ZERO;
  const gigabytesPerSecond = numBytes / row.compiledUs / 1000;
  return {
    ...row,
    gigabytesPerSecond,
    percentOfMemory: (100 * gigabytesPerSecond) / memoryReads.ours,
    percentOfCache: (100 * gigabytesPerSecond) / readSpeed(numBytes),
  };
}

async function timeNoise() {
  const start = performance.now();
  for (const program of ["vec2vec", "tok2tok"]) await runNoise({ program });
  return { seconds: (performance.now() - start) / 1000, cores: availableParallelism() };
}

function reportSpeed() {
  const columns = [
    ["non-zeros", "nonZeros", 0],
    ["interpreter", "interpreterUs", 1],
    ["numpy", "peerInterpreterUs", 0],
    ["ratio", "interpreterRatio", 3],
    ["compiled", "compiledUs", 2],
    ["csr", "peerCsrUs", 0],
    ["dense", "peerDenseUs", 0],
    ["ratio", "compiledRatio", 3],
    ["float32", "compiled32Us", 2],
    ["peer", "peerCompiled32Us", 0],
    ["ratio", "compiled32Ratio", 3],
    ["GB/s", "gigabytesPerSecond", 1],
    ["% of memory", "percentOfMemory", 0],
    ["% of cache", "percentOfCache", 0],
  ];
  console.log("\nmicroseconds a token");
  printTable(speed, columns);
  const { ours, peer: theirs } = memoryReads;
  console.log(`reads from memory, GB/s: ${ours.toFixed(1)}; numpy ${theirs?.toFixed(1) ?? "-"}`);
}

function reportCompileTimes() {
  console.log("\ncompiling, ms (and building the program)");
  printTable(
    compileTimes.map((row) => ({ ...row, program: `${row.program}, ${row.strategy}` })),
    [
      ["cold", "coldMs", 1],
      ["build", "coldBuildMs", 1],
      ["warm", "warmMs", 1],
      ["build", "warmBuildMs", 1],
      ["stages", "stages", 0],
      ["width", "width", 0],
      ["non-zeros", "nonZeros", 0],
    ],
  );
}

function reportGrowth() {
  const list = (rows) => rows.map(({ length, microseconds: us }) => `${length}: ${us.toFixed(2)}`);
  console.log("\nmicroseconds a token by length of the stream");
  console.log(`  compiled     ${list(lengths.compiled).join(", ")}`);
  console.log(`  interpreter  ${list(lengths.interpreter).join(", ")}`);
  console.log(`memory kept over 1,000,000 tokens: ${(streamGrowthBytes / 1000).toFixed(0)} kB`);
  console.log("\nnanoseconds a token and non-zero by non-zeros");
  for (const formulation of ["paper", "ring"]) {
    const rows = sizes.filter((row) => row.formulation === formulation);
    const text = rows.map((row) => `${row.nonZeros}: ${nanoseconds(row).toFixed(2)}`);
    console.log(`  ${formulation.padEnd(6)} ${text.join(", ")}`);
  }
}

function nanoseconds({ nonZeros, microseconds }) {
  return (1000 * microseconds) / nonZeros;
}

/** @param columns - Heading, key and number of decimals of each. */
function printTable(rows, columns) {
  const cell = (value, digits) =>
    (Number.isFinite(value) ? value.toFixed(digits) : "-").padStart(12);
  const width = Math.max(...rows.map(({ program }) => program.length));
  const heading = columns.map(([name]) => name.padStart(12)).join("");
  console.log(" ".repeat(width) + heading);
  for (const row of rows) {
    const cells = columns.map(([, key, digits]) => cell(row[key], digits)).join("");
    console.log(row.program.padEnd(width) + cells);
  }
}
