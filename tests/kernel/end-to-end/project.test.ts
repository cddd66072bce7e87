import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { printed } from "../helpers/client.ts";
import { startRealKernel } from "../helpers/real-kernel.ts";

it("finds, checks and reads anew the modules that a project's paths name", async () => {
  const kernel = await startRealKernel();
  onTestFinished(() => kernel.close());
  const write = (name: string, text: string) => writeFileSync(join(kernel.folder, name), text);
  write("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }');
  mkdirSync(join(kernel.folder, "lib"));
  write("lib/sizes.ts", "export const size: number = 1;");
  const code = "import { size } from '@/sizes'; console.log(size + 1)";
  expect(printed((await kernel.client.run(code)).published)).toBe("2\n");

  write("lib/sizes.ts", "export const size: number = 'large';");
  const { reply } = await kernel.client.run(code);
  expect(reply.content).toMatchObject({ status: "error", ename: "TypeScriptError" });
  expect(String(reply.content["traceback"])).toContain("lib/sizes.ts:1:14");

  write("lib/sizes.ts", "export const size: number = 10;");
  expect(printed((await kernel.client.run(code)).published)).toBe("11\n");
});
