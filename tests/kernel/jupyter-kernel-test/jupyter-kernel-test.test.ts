import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { builtFile } from "../helpers/real-kernel.ts";

const run = promisify(execFile);
const python = new URL("../../../.venv/bin/python", import.meta.url).pathname;
const suite = new URL("test_triptych.py", import.meta.url).pathname;
const prefix = mkdtempSync(join(tmpdir(), "triptych-prefix-"));

beforeAll(async () => {
  await run(process.execPath, [builtFile("kernel/cli.js"), "install", "--prefix", prefix]);
});

describe("triptych install", () => {
  it("writes a kernelspec with absolute paths and a logo", () => {
    const folder = join(prefix, "share/jupyter/kernels/triptych");
    const spec: unknown = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    expect(spec).toMatchObject({
      argv: [
        process.execPath,
        join(folder, "start.cjs"),
        "--prelude",
        builtFile("index.js"),
        "{connection_file}",
      ],
      language: "typescript",
      interrupt_mode: "message",
    });
    expect(readFileSync(join(folder, "logo-svg.svg"), "utf8")).toContain("<svg");
  });
});

describe("the kernel", () => {
  it("passes jupyter_kernel_test and our additions to it", { timeout: 120_000 }, async () => {
    const { stderr } = await run(python, [suite], {
      env: {
        ...process.env,
        JUPYTER_PATH: join(prefix, "share/jupyter"),
        JUPYTER_DATA_DIR: prefix,
      },
    });
    expect(stderr).toMatch(/Ran 18 tests in [\d.]+s\n\nOK\n/);
  });
});
