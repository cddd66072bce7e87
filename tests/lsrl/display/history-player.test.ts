import { describe, expect, it } from "vitest";
import { rewrite } from "../../../src/lsrl/compile/rewrite/index.ts";
import { historyPlayer } from "../../../src/lsrl/display/index.ts";
import type { HistoryFrame, PlayerData } from "../../../src/lsrl/display/page/play-history.ts";
import type { Program } from "../../../src/lsrl/language/index.ts";
import { count, findFault } from "./markup.ts";
import { countingProgram, dictionary } from "./programs.ts";

function dataOf(html: string): PlayerData {
  const json = /\(root, (\{.*\}), \{"partOf"/s.exec(html)?.[1] ?? "";
  return JSON.parse(json);
}

function play(program: Program) {
  const { history } = rewrite(program, { history: true });
  const { html, summary } = historyPlayer(program, history);
  return { html, summary, history, frames: dataOf(html).frames };
}

const steps = (frames: readonly HistoryFrame[]) => frames.map(({ step }) => step);

describe("historyPlayer", () => {
  it("shows every step of a short history, with its rule", () => {
    const { html, summary, history, frames } = play(countingProgram());
    expect(findFault(html)).toBeUndefined();
    expect(steps(frames)).toEqual(Array.from({ length: history.length + 1 }, (_, i) => i));
    history.forEach(({ rule, program }, i) => {
      expect(frames[i + 1]?.caption).toContain(`<b>${rule}</b>`);
      expect(count(`<svg>${frames[i + 1]?.markup}</svg>`, ".lsrl-graph > g")).toBe(
        program.nodes.length,
      );
    });
    expect(summary).toContain(`${history.length} steps, from 13 to`);
  });

  it("has the first and the last picture where scripts do not run", () => {
    const { html } = play(countingProgram());
    expect(count(html, "[data-part=still] img[src^='data:image/svg+xml,']")).toBe(2);
  });

  it("thins out long histories to less than a megabyte", () => {
    const { html, history, frames } = play(dictionary(2).program);
    expect(html.length).toBeLessThan(1_000_000);
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.length).toBeLessThan(history.length);
    expect([frames[0]?.step, frames.at(-1)?.step]).toEqual([0, history.length]);
    for (const { markup } of frames) expect(findFault(markup)).toBeUndefined();
    expect(JSON.stringify(frames)).not.toMatch(/NaN|undefined/);
  });

  it("shows a program that was not rewritten", () => {
    const { frames } = dataOf(historyPlayer(countingProgram(), []).html);
    expect(frames).toHaveLength(1);
  });
});
