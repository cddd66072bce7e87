import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { downloadFile } from "../../../scripts/fetch-data.mjs";
import { useDataFolder } from "./data-folder.ts";

describe("downloadFile of a file whose size and checksum are not known", () => {
  const data = useDataFolder();

  it("begins again after a broken download and reports the checksum", async () => {
    const server = createServer((_, response) => response.end("abc"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const file = { file: "abc.txt", urls: [`http://127.0.0.1:${address.port}/abc.txt`] };
      data.put("letters/abc.txt.part", "abab");
      const lines: string[] = [];
      const report = (line: string) => lines.push(line);
      const path = await downloadFile("letters", file, { cacheDir: data.path(), report });
      expect(path).toBe(join(data.path(), "letters", "abc.txt"));
      expect(readFileSync(path, "utf8")).toBe("abc");
      // sha256 of "abc", FIPS 180-2, appendix B.1
      expect(lines).toEqual([expect.stringContaining("has sha256 ba7816bf8f01cfea")]);
    } finally {
      server.close();
    }
  });
});
