import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commentExamples, type Example, pageExamples } from "./example-blocks.ts";
import { exampleGlobals, exampleModule, valueExports } from "./example-context.ts";

/** Examples that no compiler can check, and why. */
const exempt: Readonly<Record<string, string>> = {
  "kernel/widgets/line-chart.ts 1": "`train` is the reader's own function",
};

/** Those that run in a moment, without a model or data, and tell their values in comments. */
const quick =
  /^docs\/how-to\/own-experiment.md 3|^src\/(lsrl\/(README|language|programs)|borat\/dual|data\/numpy)/;

const root = join(import.meta.dirname, "../..");
const places = { pages: pageExamples(), comments: commentExamples() };
const checked = [...places.pages, ...places.comments].filter(({ place }) => !(place in exempt));

describe.skipIf(!existsSync(join(root, "dist/index.d.ts")))("examples", () => {
  let folder: string;
  let output: string;

  // Inside the package, so that its own name resolves.
  beforeAll(() => {
    mkdirSync(join(root, "reports"), { recursive: true });
    folder = mkdtempSync(join(root, "reports/examples-"));
    const projects = checked.map((example) => projectOf(example));
    for (const example of checked)
      write(join(projectOf(example), fileOf(example)), exampleModule(example));
    output = [...new Set(projects)].map(check).join("\n");
  }, 240_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(checked)("$place has right types", (example) => {
    const name = fileOf(example);
    const errors = output.split("\n").filter((line) => line.includes(`${name}(`));
    expect(errors).toEqual([]);
  });

  it.each(checked.filter(({ place }) => quick.test(place)))(
    "$place gives the values it tells",
    async (example) => {
      const name = fileOf(example).replace(".ts", ".run.mjs");
      write(name, runnable(example));
      const told: readonly Told[] = (await import(join(folder, name))).told;
      expect(told.length).toBeGreaterThan(0);
      for (const { value, text } of told) expect(shown(value)).toContain(expected(text));
    },
  );

  function write(name: string, text: string): string {
    const file = join(folder, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Compiles a folder of examples; what the compiler says. */
  function check(project: string): string {
    const settings = {
      extends: "../../../notebooks/tsconfig.json",
      include: ["*.ts", "../../../dist/index.d.ts", "../../../dist/kernel/display/globals.d.ts"],
    };
    write(`${project}/tsconfig.json`, JSON.stringify(settings));
    if (project !== "pages") write(`${project}/globals.d.ts`, exampleGlobals(project));
    const compiler = join(root, "node_modules/typescript7/bin/tsc");
    return spawnSync(process.execPath, [compiler, "-p", join(folder, project)], {
      encoding: "utf8",
    }).stdout;
  }
});

/** Pages must import what they use; comments may use every export, their own folder's first. */
function projectOf({ file }: Example): string {
  return file.endsWith(".md") ? "pages" : (/^src\/(\w+)/.exec(file)?.[1] ?? "kernel");
}

function fileOf({ place }: Example): string {
  return `${place.replaceAll(/\W+/g, "-")}.ts`;
}

interface Told {
  readonly value: unknown;
  readonly text: string;
}

/** The example with its imports; `code; // value` becomes a record of both. */
function runnable({ file, code }: Example): string {
  const body = code.replaceAll(
    /^(?!const )(\S.*?); \/\/ ((?:[[\d]|true|false|near).*)$/gm,
    (_, called: string, text: string) =>
      `told.push({ value: ${called}, text: ${JSON.stringify(text)} });`,
  );
  return `${code.includes("import ") ? "" : importsOf(file, code)}\nexport const told = [];\n${body}`;
}

function importsOf(file: string, code: string): string {
  const folder = file.split("/")[1]!;
  const names = valueExports(folder).filter((name) => new RegExp(`\\b${name}\\(`).test(code));
  return `import { ${names.join(", ")} } from "triptych/${folder}";`;
}

/** A value as the comments write it: rounded, without spaces. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    ArrayBuffer.isView(part)
      ? [...(part as Float64Array)]
      : typeof part === "number"
        ? Number(part.toPrecision(9))
        : part,
  );
}

/** What is told before any words; digits that are left out are `...`. */
function expected(text: string): string {
  return text.split(/: |near |\.\.\./)[0]!.replaceAll(" ", "");
}
