import { describe, expect, it } from "vitest";
import { Notebook } from "../../../../kernel/evaluate/check/notebook.ts";

describe("Notebook", () => {
  it("forgets cells whose names were all declared anew, but not what others rest on", () => {
    const notebook = new Notebook();
    notebook.add("a.ts", notebook.compose("const base = 1"));
    notebook.add("b.ts", notebook.compose("const derived = base"));
    notebook.add("c.ts", notebook.compose("const base = 2"));
    expect(notebook.prune()).toEqual([]);
    notebook.add("d.ts", notebook.compose("const derived = 3"));
    expect(notebook.prune()).toEqual(["a.ts", "b.ts"]);
  });

  it("keeps few cells when one is run over and over", () => {
    const notebook = new Notebook();
    const kept = new Set<string>();
    for (let n = 0; n < 100; n += 1) {
      notebook.add(`${n}.ts`, notebook.compose("let step = 0; const next = step + 1"));
      kept.add(`${n}.ts`);
      for (const file of notebook.prune()) kept.delete(file);
    }
    expect(kept.size).toBe(1);
  });

  it("keeps a cell that adds to the global scope", () => {
    const notebook = new Notebook();
    notebook.add("a.ts", notebook.compose("declare global { var added: number }"));
    expect(notebook.prune()).toEqual([]);
    expect(notebook.clear()).toEqual(["a.ts"]);
  });

  it("imports in one line and only what the text mentions", () => {
    const notebook = new Notebook();
    notebook.add("a.ts", notebook.compose("class K {}; function f() {}; function g() {}"));
    const [line, ...text] = notebook.compose("f(K)\ng").text.split("\n");
    expect(line).toBe('import { f } from "./a"; import { K } from "./a"; import { g } from "./a";');
    expect(text.slice(0, 2)).toEqual(["f(K)", "g"]);
    expect(notebook.compose("1").text.startsWith("\n1")).toBe(true);
  });

  it("gives a cell a module that does not grow with the cells before it", () => {
    const notebook = new Notebook();
    const sizes = Array.from({ length: 100 }, (_, n) => {
      notebook.add(`${n}.ts`, notebook.compose(`const own${n} = shared; let shared = 1`));
      return notebook.compose("shared + 1").text.length - String(n).length;
    });
    expect(new Set(sizes).size).toBe(1);
  });
});
