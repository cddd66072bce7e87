import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downloadFile, fetchDataset } from "../../scripts/fetch-data.mjs";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const manifest = {
  name: "letters",
  source: { kind: "pypi-wheel", package: "alphabet", version: "1.0", member: "alphabet/abc.txt" },
  file: "abc.txt",
  sha256: sha256("abc"),
};

let cacheDir: string;

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), "fetch-test-"));
});

afterEach(() => {
  rmSync(cacheDir, { recursive: true });
});

/** A stand-in for Python whose pip brings an archive with the given text, or fails without one. */
function fakePython(text?: string): string {
  const path = join(cacheDir, "python");
  const pip =
    text === undefined
      ? `console.error("Network is unreachable"); process.exit(1);`
      : `fs.writeFileSync(args[args.indexOf("--dest") + 1] + "/archive", ${JSON.stringify(text)});`;
  const script = `#!${process.execPath}
    const fs = require("node:fs");
    const args = process.argv.slice(2);
    if (args.includes("download")) { ${pip} } else fs.copyFileSync(args[2], args[4]);`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

describe("fetchDataset", () => {
  const target = () => join(cacheDir, "letters", "abc.txt");

  it("puts the member of the package into the cache", async () => {
    await expect(fetchDataset(manifest, { cacheDir, python: fakePython("abc") })).resolves.toBe(
      target(),
    );
    expect(readFileSync(target(), "utf8")).toBe("abc");
  });

  it("leaves a file that is right alone", async () => {
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    const again = fetchDataset(manifest, { cacheDir, python: "no-such-python" });
    await expect(again).resolves.toBe(target());
  });

  it("replaces a damaged file", async () => {
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    writeFileSync(target(), "ab");
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    expect(readFileSync(target(), "utf8")).toBe("abc");
  });

  it("refuses a download with another checksum and leaves nothing behind", async () => {
    const fetching = fetchDataset(manifest, { cacheDir, python: fakePython("abd") });
    await expect(fetching).rejects.toMatchObject({
      message: expect.stringContaining(sha256("abd")),
      remedy: expect.stringContaining(target()),
    });
    expect(readdirSync(join(cacheDir, "letters"))).toEqual([]);
  });

  it("says without a network which file to put where", async () => {
    const fetching = fetchDataset(manifest, { cacheDir, python: fakePython() });
    await expect(fetching).rejects.toMatchObject({
      message: expect.stringContaining("no network"),
      remedy: expect.stringMatching(/take alphabet\/abc\.txt out of alphabet 1\.0.*abc\.txt/),
    });
    expect(existsSync(target())).toBe(false);
  });
});

describe("downloadFile", () => {
  const text = "abcdefghij".repeat(1000);
  const target = () => join(cacheDir, "letters", "abc.txt");
  const part = () => `${target()}.part`;
  const servers: Server[] = [];
  /** The `range` headers of all requests. */
  const ranges: (string | undefined)[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    ranges.length = 0;
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer((request, response) => {
      ranges.push(request.headers.range);
      listener(request, response);
    });
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}/abc.txt`;
  }

  const whole: RequestListener = (request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200);
    response.end(text.slice(start));
  };
  const brokenOff: RequestListener = (_, response) => {
    response.writeHead(200, { "content-length": text.length });
    response.write(text.slice(0, 4000), () => setTimeout(() => response.destroy(), 50));
  };

  const fileAt = (...urls: readonly string[]) => ({
    file: "abc.txt",
    urls,
    bytes: text.length,
    sha256: sha256(text),
  });
  const download = (...urls: readonly string[]) =>
    downloadFile("letters", fileAt(...urls), { cacheDir });

  function leavePart(content: string): void {
    mkdirSync(join(cacheDir, "letters"), { recursive: true });
    writeFileSync(part(), content);
  }

  it("puts the file into the cache, whole", async () => {
    await expect(download(await serve(whole))).resolves.toBe(target());
    expect(readFileSync(target(), "utf8")).toBe(text);
    expect(readdirSync(join(cacheDir, "letters"))).toEqual(["abc.txt"]);
  });

  it("asks no server for a file that is there", async () => {
    const url = await serve(whole);
    await download(url);
    await download(url);
    expect(ranges).toEqual([undefined]);
  });

  it("keeps what came of a broken download and goes on from there", async () => {
    await expect(download(await serve(brokenOff))).rejects.toMatchObject({
      isOffline: true,
      remedy: expect.stringContaining("it goes on where it stopped"),
    });
    expect(readFileSync(part(), "utf8")).toBe(text.slice(0, 4000));
    await download(await serve(whole));
    expect(ranges).toEqual([undefined, "bytes=4000-"]);
    expect(readFileSync(target(), "utf8")).toBe(text);
  });

  it("starts again where the server can not go on", async () => {
    leavePart("xxxx");
    await download(await serve((_, response) => response.end(text)));
    expect(readFileSync(target(), "utf8")).toBe(text);
  });

  it("goes on at another address when one fails", async () => {
    const [first, second] = [await serve(brokenOff), await serve(whole)];
    await download(first, second);
    expect(ranges).toEqual([undefined, "bytes=4000-"]);
    expect(readFileSync(target(), "utf8")).toBe(text);
  });

  it("throws away a file with another checksum", async () => {
    leavePart("x".repeat(text.length));
    await expect(download("http://127.0.0.1:1/abc.txt")).rejects.toMatchObject({
      message: expect.stringContaining(sha256(text)),
    });
    expect(readdirSync(join(cacheDir, "letters"))).toEqual([]);
  });

  it("throws away what is longer than the file", async () => {
    const url = await serve((_, response) => response.end(`${text}more`));
    await expect(download(url)).rejects.toThrow("must have 10000 bytes, got more");
    expect(readdirSync(join(cacheDir, "letters"))).toEqual([]);
  });

  it("gives up a connection that sends nothing", async () => {
    const url = await serve((_, response) => response.writeHead(200).flushHeaders());
    const fetching = downloadFile("letters", fileAt(url), { cacheDir, stallMs: 50 });
    await expect(fetching).rejects.toThrow("no data for 0.05 s");
  });

  it("says without a network which file to put where", async () => {
    const url = "http://127.0.0.1:1/abc.txt";
    await expect(download(url)).rejects.toMatchObject({
      name: "SetupError",
      isOffline: true,
      remedy: expect.stringContaining(`get ${url} elsewhere and put it at ${target()}`),
    });
  });
});
