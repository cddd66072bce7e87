import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { buildKernel } from "../../../helpers/kernel-build.ts";

const end = pathToFileURL(join(buildKernel(), "kernel/evaluate/exec/end.js")).href;

it("ends the process from the main thread where no control thread could start", async () => {
  const code = `import { endFromMainThread } from ${JSON.stringify(end)}; endFromMainThread();`;
  const flags = ["--input-type=module", "--eval", code];
  const child = spawn(process.execPath, flags, { detached: true, stdio: "ignore" });
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
});
