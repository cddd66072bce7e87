import { describe, expect, it } from "vitest";
import { createSplits } from "../../../src/fit/splits.ts";
import { createOwnTask } from "../../../src/fit/tasks/own-feature.ts";
import { countOf } from "../texts.ts";

const rowsOf = (label: string, spurious: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ text: `ticket ${i}`, label, spurious }));
const rows = [
  ...rowsOf("urgent", "rude", 30),
  ...rowsOf("urgent", "polite", 10),
  ...rowsOf("later", "rude", 10),
  ...rowsOf("later", "polite", 30),
];
const features = {
  name: "tickets",
  core: { name: "urgency", names: ["the urgency of the request"] },
  spurious: { name: "tone", names: ["the tone of the text"] },
};

describe("createOwnTask", () => {
  it("ties each value to its most frequent label", () => {
    const { task } = createOwnTask(rows, features);
    expect(task.labels).toEqual(["later", "urgent"]);
    expect(task.spurious.labelOf).toEqual({ polite: "later", rude: "urgent" });
  });

  it("makes splits of exact predictivity", () => {
    const { task, examples } = createOwnTask(rows, features);
    const { high, iid } = createSplits(task, examples, { seed: 0, size: 20 });
    expect(countOf(high, (one) => one.label === one.spuriousLabel)).toBe(18);
    expect(countOf(iid, (one) => one.label === one.spuriousLabel)).toBe(10);
  });

  it("names examples by the ids of their rows, or numbers them where two rows have one", () => {
    const named = rows.map((row, i) => ({ ...row, id: String(i + 2) }));
    expect(createOwnTask(named, features).examples[0]!.id).toBe("2");
    const { examples } = createOwnTask([...named, ...named], features);
    expect(new Set(examples.map(({ id }) => id)).size).toBe(2 * rows.length);
  });

  it("keeps values out of training that have a label of their own", () => {
    const more = [...rows, ...rowsOf("urgent", "blunt", 5)];
    const { task } = createOwnTask(more, { ...features, unseenLabelOf: { blunt: "urgent" } });
    expect(Object.keys(task.spurious.labelOf)).toEqual(["polite", "rude"]);
  });

  it.each([
    {
      name: "one label",
      given: rowsOf("urgent", "rude", 3),
      message: "number of labels must be >= 2",
    },
    {
      name: "one value",
      given: [...rowsOf("urgent", "rude", 3), ...rowsOf("later", "rude", 2)],
      message: "number of trained values must be >= 2",
    },
    {
      name: "a tie",
      given: [...rows, ...rowsOf("later", "rude", 20)],
      message: '"rude" must have one most frequent label, got urgent, later. Say which by labelOf.',
    },
    {
      name: "one label for all values",
      given: [...rows, ...rowsOf("later", "rude", 40)],
      message: 'values must be tied to different labels, got "later" for each',
    },
    {
      name: "an empty cell",
      given: rows.filter(({ label, spurious }) => label !== "later" || spurious !== "rude"),
      message: 'got no row of label "later" and value "rude"',
    },
  ])("rejects rows with $name", ({ given, message }) => {
    expect(() => createOwnTask(given, features)).toThrow(message);
  });

  it("rejects a map that leaves a value out", () => {
    expect(() => createOwnTask(rows, { ...features, labelOf: { rude: "urgent" } })).toThrow(
      'createOwnTask: label of "polite" must be one of later, urgent, got ""',
    );
  });

  it("rejects a feature without words", () => {
    const core = { name: "urgency", names: [] };
    expect(() => createOwnTask(rows, { ...features, core })).toThrow(
      "number of names of urgency must be >= 1",
    );
  });
});
