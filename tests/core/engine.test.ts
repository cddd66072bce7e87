import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { engineInfo, measureMatmul, tf } from "../../src/core/index.ts";

describe("engine", () => {
  it("runs on the native library", () => {
    expect(engineInfo()).toMatchObject({ backend: "tensorflow", native: true });
    expect(engineInfo().library).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("multiplies matrices", () => {
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));

    expect(product).toBeAllclose([11]);
    product.dispose();
  });

  it("measures a positive speed and leaks nothing", () => {
    const before = tf.memory().numTensors;

    expect(measureMatmul(64)).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("engine in a process of its own", () => {
  const root = join(import.meta.dirname, "..", "..");
  // Inside node_modules, so that the packages are found.
  const folder = join(root, "node_modules", ".cache", "triptych-engine-test");

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    buildSync({
      entryPoints: [join(root, "src", "core", "index.ts")],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      outfile: join(folder, "core.mjs"),
    });
  });

  /** Runs `body` after `preload` has changed the process. */
  function run(preload: string, body: string) {
    const [preloadFile, bodyFile] = [join(folder, "preload.cjs"), join(folder, "body.mjs")];
    writeFileSync(preloadFile, preload);
    writeFileSync(bodyFile, `import { engineInfo, tf } from "./core.mjs";\n${body}`);
    return spawnSync(process.execPath, ["--require", preloadFile, bodyFile], {
      encoding: "utf8",
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: undefined }, // this process has set it
    });
  }

  it("is silent, and starts nothing until it is used", () => {
    const { stdout, stderr } = run("", `console.log(process.env.TF_CPP_MIN_LOG_LEVEL ?? "idle")`);

    expect(stderr).toBe("");
    expect(stdout).toBe("idle\n");
  });

  it("runs without the functions that Node 23 removed from util", () => {
    const preload = `const util = require("node:util");
      delete util.isNullOrUndefined; delete util.isArray;`;

    const { stdout, stderr } = run(preload, `console.log(tf.stack([1, 2]).sum().dataSync()[0])`);

    expect(stderr).toBe("");
    expect(stdout).toBe("3\n");
  });

  it("says in one line how to get the native library when it does not load", () => {
    const preload = `const Module = require("node:module");
      const load = Module._load;
      Module._load = function (name, ...rest) {
        if (name.endsWith("tfjs_binding.node")) throw new Error("libtensorflow.so.2: not found");
        return load.call(this, name, ...rest);
      };`;

    const { stdout, stderr } = run(
      preload,
      `console.log(tf.scalar(1).add(2).dataSync()[0], engineInfo().backend, engineInfo().native)`,
    );

    expect(stderr).toBe(
      "engine: native TensorFlow did not load (libtensorflow.so.2: not found); " +
        "using the slow JavaScript backend. Run: npm run setup\n",
    );
    expect(stdout).toBe("3 cpu false\n");
  });
});
