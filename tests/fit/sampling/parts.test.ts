import { describe, expect, it } from "vitest";
import { splitByGroup } from "../../../src/fit/sampling/parts.ts";

const examples = Array.from({ length: 100 }, (_, i) => ({
  id: `${i}`,
  fields: {},
  label: "a",
  groups: { template: `${i % 25}` },
}));

describe("splitByGroup", () => {
  const parts = splitByGroup(examples, "template", { seed: 0 });
  const templates = [parts.train, parts.validation, parts.test].map(
    (part) => new Set(part.map(({ groups }) => groups.template)),
  );

  it("puts no group into two parts", () => {
    expect(templates.map(({ size }) => size)).toEqual([20, 2, 3]);
    expect(new Set(templates.flatMap((part) => [...part])).size).toBe(25);
  });

  it("loses no example", () => {
    expect(parts.train.length + parts.validation.length + parts.test.length).toBe(100);
  });

  it("rejects an example without the group", () => {
    expect(() => splitByGroup(examples, "topic", { seed: 0 })).toThrow("must have the group topic");
  });
});
