import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { starterText } from "../../kernel/starter.ts";
import { buildKernel } from "../helpers/kernel-build.ts";

const built = buildKernel();
const prefix = mkdtempSync(join(tmpdir(), "triptych-cli-"));
const folder = join(prefix, "share/jupyter/kernels/triptych");

afterAll(() => rmSync(prefix, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: prefix }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const cli = (...args: readonly string[]) => node(join(built, "kernel/cli.js"), ...args);

describe("triptych", () => {
  it("installs a kernelspec with a logo of each size, lists it, and takes it away", async () => {
    expect((await cli("install", "--prefix", ".")).stdout).toBe(
      `Installed the kernel in ${folder}\n`,
    );
    expect(readdirSync(folder).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
      "start.cjs",
    ]);
    const png = readFileSync(join(folder, "logo-32x32.png"));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([32, 32]);
    const listed = (await cli("list", "--prefix", prefix)).stdout;
    expect(listed).toBe(`${folder}: ${built} (this one)\n`);
    expect((await cli("uninstall", "--prefix", prefix)).stdout).toBe(`Removed ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
    expect((await cli("list", "--prefix", prefix)).stdout).toBe(
      "The kernel is installed nowhere\n",
    );
    expect((await cli("uninstall", "--prefix", prefix)).stdout).toContain("There is no kernel in");
  });

  it("lists a kernelspec that leads to nothing as broken", async () => {
    await cli("install", "--prefix", prefix);
    const spec = readFileSync(join(folder, "kernel.json"), "utf8");
    writeFileSync(join(folder, "kernel.json"), spec.replaceAll(built, "/gone"));
    const { stdout } = await cli("list", "--prefix", prefix);
    expect(stdout).toBe(`${folder}: broken, /gone/index.js is gone; install it again\n`);
  });

  it.each([
    { args: ["instal"], problem: 'must be install, uninstall or list, got "instal"' },
    { args: ["install", "--user", "--prefix", "x"], problem: "cannot be used together" },
    { args: ["install", "--what"], problem: "'--what'" },
  ])("refuses $args with the usage", async ({ args, problem }) => {
    const { code, stderr } = await cli(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Usage: triptych install")]);
    expect(stderr).toContain(problem);
  });
});

describe("the program of a kernelspec", () => {
  const starter = join(prefix, "start.cjs");

  it("says that the kernel is gone", async () => {
    writeFileSync(starter, starterText("/gone/kernel/main.cjs"));
    const { code, stderr } = await node(starter);
    expect([code, stderr]).toEqual([
      1,
      '[triptych] the kernel must be at /gone/kernel/main.cjs, got no such file. Run "npx triptych install" where it is now.\n',
    ]);
  });

  it("says that packages are missing", async () => {
    const main = join(prefix, "main.cjs");
    writeFileSync(main, "require('not-installed');");
    writeFileSync(starter, starterText(main));
    const { code, stderr } = await node(starter);
    expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot find module")]);
    expect(stderr).toContain('Run "npm install" there.');
  });

  it("hands its arguments to the kernel", async () => {
    const main = join(prefix, "main.cjs");
    writeFileSync(main, "console.log(process.argv.slice(2).join());");
    writeFileSync(starter, starterText(main));
    expect((await node(starter, "--prelude", "x")).stdout).toBe("--prelude,x\n");
  });
});
