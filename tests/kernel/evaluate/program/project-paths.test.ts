import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startTestProgram } from "./test-program.ts";

it("finds modules by the paths of a project, for cells and for modules, and reads them anew when edited", async () => {
  const kernel = startTestProgram();
  onTestFinished(() => kernel.dispose());
  const paths = { "@/*": ["./lib/*"], "#one": ["./lib/none.ts", "./lib/one.ts"] };
  kernel.write("../tsconfig.json", JSON.stringify({ compilerOptions: { paths } }));
  mkdirSync(join(kernel.folder, "../lib/deep"), { recursive: true });
  kernel.write("../lib/one.ts", "export const one: number = 1;");
  kernel.write("../lib/deep/two.ts", "import { one } from '@/one';\nexport const two = one + 1;");
  const code = "import { one } from '#one'; import { two } from '@/deep/two'; [one, two]";
  const first = await kernel.run(code);
  kernel.write("../lib/one.ts", "export const one: number = 10;");
  const second = await kernel.run(code);
  expect([first.result, second.result]).toEqual(["[ 1, 2 ]", "[ 10, 11 ]"]);
});
