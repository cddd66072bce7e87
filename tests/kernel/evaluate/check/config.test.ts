import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { projectConfig } from "../../../../kernel/evaluate/check/config.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "triptych-config-")));

afterAll(() => rmSync(folder, { recursive: true }));

it("names the types of Node by the place that links lead to, where imports find them too", () => {
  const store = join(folder, "store");
  mkdirSync(store);
  writeFileSync(join(store, "index.d.ts"), "");
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(store, join(folder, "node_modules/@types/node"));
  const config = projectConfig({ cwd: folder, globals: [], packages: new Map(), revision: 1 });
  expect(JSON.parse(config)).toMatchObject({ files: [join(store, "index.d.ts")] });
});

it.each([
  { nodeVersion: "20.19.0", lib: ["es2023", "esnext.disposable"] },
  { nodeVersion: "22.12.0", lib: ["esnext"] },
])("knows what Node $nodeVersion brings along", ({ nodeVersion, lib }) => {
  const options = { cwd: folder, globals: [], packages: new Map(), revision: 1, nodeVersion };
  expect(JSON.parse(projectConfig(options))).toMatchObject({ compilerOptions: { lib } });
});
