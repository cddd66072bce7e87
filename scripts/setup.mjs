// Brings everything up on a machine that has Node, Python with venv and a C++ compiler.
// Plain Node, no dependencies. `npm test`, `npm run reproduce` and `npm run lab` call it first;
// a step that is up to date is skipped, so that a second run takes a moment.
//
// node scripts/setup.mjs [--gpu | --cpu | --portable] [--again]
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dataSteps } from "./setup/data.mjs";
import { engineRecord } from "./setup/engine.mjs";
import { root, runStep, SetupError, writeAtomically } from "./setup/step.mjs";
import { build, engineStep, kernelspec, packages, python } from "./setup/steps.mjs";
import { requireCompiler, requireNode, requirePython } from "./setup/tools.mjs";

const options = ["--gpu", "--cpu", "--portable", "--again"];
const given = process.argv.slice(2);

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nsetup: ${error.message}`);
  if (error.remedy) console.error(`remedy: ${error.remedy}`);
  process.exitCode = 1;
}

async function setUp() {
  const unknown = given.find((argument) => !options.includes(argument));
  if (unknown)
    throw new SetupError(`unknown option ${unknown}`, { remedy: `use ${options.join(", ")}` });
  if (given.includes("--again")) rmSync(join(root, ".setup"), { recursive: true, force: true });
  requireNode();
  const engine = chosenEngine();
  // The first time, what is missing is said before anything is downloaded.
  if (!existsSync(join(root, engineRecord))) {
    requirePython();
    if (engine !== "portable") requireCompiler();
  }
  for (const step of [packages, python, engineStep(engine), build, kernelspec, ...dataSteps()])
    await runStep(step);
}

// A choice made once (`--gpu`) holds until another is made.
function chosenEngine() {
  const chosen = ["gpu", "cpu", "portable"].find((kind) => given.includes(`--${kind}`));
  const file = join(root, ".setup/engine-choice");
  if (chosen) writeAtomically(file, chosen);
  return chosen ?? (existsSync(file) ? readFileSync(file, "utf8") : "cpu");
}
