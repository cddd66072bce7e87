// Runs the notebooks from end to end without a browser and prints the table of claims.
//
// node scripts/reproduce.mjs [--smoke] [notebook ...]
//   --smoke   small settings: a check that everything runs, not a result
//
// Executed notebooks, HTML reports, claims.json and durations.json are written under reports/.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { root, writeAtomically } from "./setup/step.mjs";

const claimsType = "application/vnd.triptych.claims+json";
const isSmoke = process.argv.includes("--smoke");
const reports = join(root, "reports");

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const missing = named.find((path) => !existsSync(path));
if (missing) {
  console.error(`reproduce: no notebook at ${missing}`);
  process.exit(2);
}
const notebooks = named.length > 0 ? named.map((path) => resolve(path)) : allNotebooks();
const durations = createDurations(isSmoke ? "smoke" : "full");
printPlan();
const claims = [];
let failed = 0;
for (const notebook of notebooks) {
  if (!(await execute(notebook))) failed += 1;
  claims.push(...claimsOf(reportOf(notebook)));
}
writeClaims();
printClaims();
console.log(
  `\n${notebooks.length - failed} of ${notebooks.length} notebooks ran to the end; reports are in ${relative(process.cwd(), reports) || "."}`,
);
process.exitCode = failed > 0 ? 1 : 0;

function allNotebooks() {
  const folder = join(root, "notebooks");
  const files = readdirSync(folder, { recursive: true }).filter(
    (file) => file.endsWith(".ipynb") && !file.includes(".ipynb_checkpoints"),
  );
  return files.sort().map((file) => join(folder, file));
}

function reportOf(notebook) {
  return join(reports, relative(join(root, "notebooks"), notebook));
}

/** Runs one notebook with a progress line; resolves to whether every cell ran. */
async function execute(notebook) {
  const name = relative(root, notebook);
  const started = performance.now();
  const child = spawn(
    join(root, ".venv/bin/python"),
    [join(root, "scripts/execute_notebook.py"), notebook, dirname(reportOf(notebook))],
    {
      env: {
        ...process.env,
        TRIPTYCH_SMOKE: isSmoke ? "1" : "",
        PYDEVD_DISABLE_FILE_VALIDATION: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  let position = "starting";
  let error;
  const show = () => progressLine(`${name}  ${position}  ${minutes(performance.now() - started)}`);
  const timer = setInterval(show, process.stdout.isTTY ? 1000 : 30_000);
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.cells) position = `cell ${event.cell}/${event.cells}`;
    if (event.error) error = event.error;
    if (process.stdout.isTTY) show();
  }
  const code = child.exitCode ?? (await new Promise((done) => child.on("close", done)));
  clearInterval(timer);
  if (code === 0) durations.record(notebook, performance.now() - started);
  const end = code === 0 ? "done" : `FAILED at ${position}`;
  progressLine(`${name}  ${end}  ${minutes(performance.now() - started)}`);
  if (process.stdout.isTTY) process.stdout.write("\n");
  if (code !== 0) console.error(stripVTControlCharacters(error ?? stderr.trim()));
  return code === 0;
}

function progressLine(text) {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
}

function minutes(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Tells what is about to run, and how long it took when it ran last. */
function printPlan() {
  const known = notebooks.map((notebook) => durations.of(notebook));
  const width = Math.max(...notebooks.map((notebook) => relative(root, notebook).length));
  console.log(isSmoke ? "Expected time, smoke settings:" : "Expected time:");
  for (const [i, notebook] of notebooks.entries()) {
    const time = known[i] === undefined ? "unknown" : minutes(known[i]);
    console.log(`  ${relative(root, notebook).padEnd(width)}  ${time.padStart(7)}`);
  }
  const total = known.reduce((sum, time = 0) => sum + time, 0);
  const numUnknown = known.filter((time) => time === undefined).length;
  const rest = numUnknown > 0 ? ` and ${numUnknown} unknown` : "";
  console.log(`  ${"all".padEnd(width)}  ${minutes(total).padStart(7)}${rest}\n`);
}

/** How long notebooks take: as measured here, else as kept with the project, in ms. */
function createDurations(settings) {
  const local = join(reports, "durations.json");
  const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});
  const [kept, measured] = [join(root, "docs/records/durations.json"), local].map(read);
  const nameOf = (notebook) => relative(join(root, "notebooks"), notebook);
  return {
    of: (notebook) => {
      const name = nameOf(notebook);
      const seconds = measured[settings]?.[name] ?? kept[settings]?.[name];
      return seconds === undefined ? undefined : 1000 * seconds;
    },
    record: (notebook, milliseconds) => {
      measured[settings] = {
        ...measured[settings],
        [nameOf(notebook)]: Math.round(milliseconds / 1000),
      };
      writeAtomically(local, `${JSON.stringify(measured, undefined, 2)}\n`);
    },
  };
}

/** Replaces the claims of the notebooks that ran; those of others stay. */
function writeClaims() {
  const file = join(reports, "claims.json");
  const earlier = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).claims : [];
  const ran = notebooks.map((notebook) => relative(reports, reportOf(notebook)));
  const others = earlier.filter(({ notebook }) => !ran.includes(notebook));
  const fresh = claims.map((claim) => ({ ...claim, smoke: isSmoke }));
  const all = [...others, ...fresh].sort((a, b) =>
    a.notebook < b.notebook ? -1 : a.notebook > b.notebook ? 1 : 0,
  );
  writeAtomically(file, `${JSON.stringify({ claims: all }, undefined, 2)}\n`);
}

function claimsOf(file) {
  if (!existsSync(file)) return [];
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  const bundles = cells.flatMap((cell) =>
    (cell.outputs ?? []).map((output) => output.data?.[claimsType]),
  );
  const notebook = relative(reports, file);
  return bundles
    .filter(Boolean)
    .flatMap((bundle) => bundle.claims.map((claim) => ({ notebook, ...claim })));
}

function printClaims() {
  console.log(isSmoke ? "\nClaims (smoke settings: these numbers mean nothing)" : "\nClaims");
  if (claims.length === 0) return console.log("  none");
  for (const folder of new Set(claims.map(({ notebook }) => dirname(notebook)))) {
    const own = claims.filter(({ notebook }) => dirname(notebook) === folder);
    const count = (holds) => own.filter((claim) => claim.holds === holds).length;
    console.log(
      `\n${folder.toUpperCase()}: ${count(true)} hold, ${count(false)} do not hold, ${count("not tested")} not tested here`,
    );
    for (const { notebook, claim, paper, measured, holds } of own) {
      const indent = " ".repeat(18);
      console.log(
        `  ${verdictOf(holds).padEnd(15)} ${claim}\n${indent}paper: ${paper}\n${indent}ours:  ${measured}  (${notebook})`,
      );
    }
  }
}

function verdictOf(holds) {
  if (holds === "not tested") return "not tested here";
  return holds ? "holds" : "does not hold";
}
