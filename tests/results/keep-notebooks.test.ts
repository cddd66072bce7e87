import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reportCommand } from "../../src/results/command.ts";

const root = mkdtempSync(join(tmpdir(), "keep-"));
afterAll(() => rmSync(root, { recursive: true }));

const claim = (notebook: string, measured: string, smoke = false) => ({
  notebook,
  claim: "It works",
  paper: "",
  measured,
  holds: true,
  smoke,
});

function write(file: string, value: unknown): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(value));
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

it("--keep notebooks adds what ran here and leaves what did not", async () => {
  write("docs/records/claims.json", { claims: [claim("a", "kept"), claim("b", "kept")] });
  write("docs/records/durations.json", { full: { a: 1, b: 2 } });
  write("reports/claims.json", { claims: [claim("b", "new"), claim("c", "quick", true)] });
  write("reports/durations.json", { full: { b: 3 } });

  // The tables need the shipped configurations, which this folder lacks: only the keeping counts here.
  await reportCommand(["--keep", "notebooks"], () => {}, root).catch(() => {});

  expect(read("docs/records/claims.json")).toEqual({
    claims: [claim("a", "kept"), claim("b", "new")],
  });
  expect(read("docs/records/durations.json")).toEqual({ smoke: {}, full: { a: 1, b: 3 } });
});
