import { describe, expect, it } from "vitest";
import {
  ConfigError,
  DatasetError,
  EngineError,
  NumericsError,
  ReproError,
  ShapeError,
} from "../../src/core/index.ts";

describe("errors", () => {
  it.each([
    new ConfigError("m"),
    new ShapeError("m", { expected: [], actual: [] }),
    new NumericsError("m", { tensor: "loss" }),
    new DatasetError("m"),
    new EngineError("m"),
  ])("%s is a ReproError named as its class", (error) => {
    expect(error).toBeInstanceOf(ReproError);
    expect(error.name).toBe(error.constructor.name);
  });

  it("ShapeError quotes both shapes", () => {
    const error = new ShapeError("solveBundle: gram", { expected: ["N", "N"], actual: [3, 2] });

    expect(error.message).toBe("solveBundle: gram: expected shape [N, N], got [3, 2]");
  });

  it("keep their cause", () => {
    const cause = new Error("disk full");

    expect(new DatasetError("m", { path: "a.gz" }, { cause })).toMatchObject({
      cause,
      path: "a.gz",
    });
  });
});
