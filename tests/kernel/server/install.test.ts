import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prefixDataFolder, userDataFolder } from "../../../kernel/install.ts";

describe("userDataFolder", () => {
  it.each([
    { environment: { JUPYTER_DATA_DIR: "/j" }, platform: "linux", folder: "/j" },
    { environment: { XDG_DATA_HOME: "/x" }, platform: "linux", folder: "/x/jupyter" },
    { environment: {}, platform: "linux", folder: join(homedir(), ".local/share/jupyter") },
    { environment: {}, platform: "darwin", folder: join(homedir(), "Library/Jupyter") },
    { environment: { APPDATA: "/a" }, platform: "win32", folder: "/a/jupyter" },
  ] as const)("is $folder for $environment on $platform", ({ environment, platform, folder }) => {
    expect(userDataFolder(environment, platform)).toBe(folder);
  });
});

describe("prefixDataFolder", () => {
  it("is share/jupyter in the prefix", () => {
    expect(prefixDataFolder("/p")).toBe("/p/share/jupyter");
  });
});
