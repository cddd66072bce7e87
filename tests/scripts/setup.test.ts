import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/setup/command.mjs";
import { runStep } from "../../scripts/setup/step.mjs";
import { requireCompiler, requirePython } from "../../scripts/setup/tools.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-setup-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Writes an executable shell script and gives its path. */
function script(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("requireCompiler", () => {
  it("names the compilers it looked for and the package that brings one", () => {
    vi.stubEnv("CXX", "no-such-compiler");
    expect(requireCompiler).toThrow(/C\+\+ compiler is required.*no-such-compiler/);
    expect(requireCompiler).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/g\+\+|xcode-select/) }),
    );
  });
});

describe("requirePython", () => {
  it("refuses a Python that is too old and says which it found", () => {
    vi.stubEnv("PYTHON", script("python", "echo 3.9; echo venv"));
    expect(requirePython).toThrow(/3\.10 to 3\.13 is required, got .*python is 3\.9/);
  });

  it("names the package to install when venv is missing", () => {
    vi.stubEnv("PYTHON", script("python", "echo 3.12; echo no venv"));
    expect(requirePython).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining("python3.12-venv") }),
    );
  });
});

describe("runCommand", () => {
  it("tells a missing network from other failures", async () => {
    const offline = script("npm", "echo 'npm error code ECONNREFUSED' >&2; exit 1");
    await expect(runCommand(offline, [])).rejects.toThrow(/^no network: /);
    await expect(runCommand(offline, [])).rejects.toMatchObject({ isOffline: true });
  });

  it("shows the end of what the command said", async () => {
    const broken = script("tsc", "echo 'first'; echo 'a.ts(1,1): error' ; exit 2");
    await expect(runCommand(broken, [])).rejects.toThrow(
      /ended with code 2:[\s\S]*a\.ts\(1,1\): error/,
    );
  });
});

describe("runStep", () => {
  it("does not stamp a step that failed", async () => {
    const run = vi.fn().mockRejectedValue(new Error("halfway"));
    const step = { name: `test-${Date.now()}`, inputs: {}, outputs: [], run };
    await expect(runStep(step)).rejects.toThrow("halfway");
    await expect(runStep(step)).rejects.toThrow("halfway");
    expect(run).toHaveBeenCalledTimes(2);
  });
});

describe("the build", () => {
  it("makes the command executable, also where npx has linked an older one", () => {
    expect(() => accessSync("dist/cli.js", constants.X_OK)).not.toThrow();
  });
});
