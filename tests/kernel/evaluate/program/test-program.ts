import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { ProgramOptions } from "../../../../kernel/evaluate/program/index.ts";
import type { CellOutcome, Output, Program } from "../../../../kernel/evaluate/types.ts";
import { buildKernel } from "../../../helpers/kernel-build.ts";

type ProgramModule = typeof import("../../../../kernel/evaluate/program/index.ts");

const entry = join(buildKernel(), "kernel/evaluate/program/index.js");
const { startProgram } = (await import(pathToFileURL(entry).href)) as ProgramModule;

/** What a cell did. */
interface Ran {
  readonly id: string;
  readonly outputs: readonly Output[];
  readonly outcome: CellOutcome;
  /** The name of the error that ended it, or "". */
  readonly error: string;
  /** Its traceback, without colour. */
  readonly traceback: string;
  readonly stdout: string;
  readonly stderr: string;
  /** `text/plain` of its result, if it had one. */
  readonly result: string | undefined;
}

/** A program in a folder of its own, and what it sends. */
export interface TestProgram {
  readonly program: Program;
  readonly folder: string;
  readonly outputs: readonly { readonly output: Output; readonly cell: string | undefined }[];
  readonly exits: readonly string[];
  /** Runs a cell. With `interruptAfter` (ms) it is interrupted. */
  run(code: string, options?: { readonly interruptAfter?: number }): Promise<Ran>;
  /** Writes a file into the folder, or beside it (`../x`). */
  write(name: string, text: string): void;
  dispose(): Promise<void>;
}

/** Starts a program whose working directory is a new, empty folder. */
export function startTestProgram(options: Partial<ProgramOptions> = {}): TestProgram {
  const root = mkdtempSync(join(tmpdir(), "triptych-program-"));
  const folder = join(root, "notebooks");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  mkdirSync(folder);
  const outputs: { output: Output; cell: string | undefined }[] = [];
  const exits: string[] = [];
  const program = startProgram({
    cwd: folder,
    onOutput: (output, cell) => outputs.push({ output, cell }),
    onExit: (reason) => exits.push(reason),
    ...options,
  });
  let number = 0;
  return {
    program,
    folder,
    outputs,
    exits,
    write,
    async run(code, { interruptAfter } = {}) {
      number += 1;
      const id = `cell ${number}`;
      const cell = { id, number, code, silent: false };
      const timer =
        interruptAfter === undefined
          ? undefined
          : setTimeout(() => void program.interrupt(), interruptAfter);
      const outcome = await program.run(cell);
      clearTimeout(timer);
      const own = outputs.filter((made) => made.cell === id).map(({ output }) => output);
      return { id, outcome, outputs: own, ...summary(outcome, own) };
    },
    async dispose() {
      await program.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function summary(outcome: CellOutcome, outputs: readonly Output[]) {
  const text = (name: "stdout" | "stderr") =>
    outputs.map((o) => (o.type === "stream" && o.name === name ? o.text : "")).join("");
  const [result] = outputs.flatMap((output) => (output.type === "result" ? output : []));
  const error = outcome.status === "error" ? outcome.error : undefined;
  return {
    error: error?.name ?? "",
    traceback: stripVTControlCharacters(error?.traceback.join("\n") ?? ""),
    stdout: text("stdout"),
    stderr: stripVTControlCharacters(text("stderr")),
    result: result === undefined ? undefined : String(result.data["text/plain"]),
  };
}
