import { open } from "node:fs/promises";
import { DatasetError } from "../core/index.ts";

/** A file open for reading piece by piece. */
export interface ByteFile {
  /** Its path. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /**
   * Gives `length` bytes from `offset`; both lie inside.
   *
   * @throws {DatasetError} If the file ends before, having been cut since it was opened.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Nothing can be read afterwards. */
  close(): Promise<void>;
}

// Node reads at most 2 GiB at once.
const maxReadBytes = 2 ** 30;

/**
 * Opens a file too large to be read whole, such as a model's weights.
 *
 * @throws {DatasetError} If there is no such file, or it can not be read.
 */
export async function openByteFile(path: string): Promise<ByteFile> {
  const handle = await open(path, "r").catch((cause: unknown) => refuse(path, cause));
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    return refuse(path);
  }
  const { size } = stats;
  return {
    name: path,
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const wanted = Math.min(maxReadBytes, length - done);
        const { bytesRead } = await handle.read(bytes, done, wanted, offset + done);
        if (bytesRead === 0) {
          const end = offset + done;
          throw new DatasetError(
            `openByteFile: ${path} must have ${offset + length} bytes, got ${end}`,
            { path },
          );
        }
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

function refuse(path: string, cause?: unknown): never {
  throw new DatasetError(
    `openByteFile: the path must be that of a readable file, got ${path}. Check the path.`,
    { path },
    { cause },
  );
}
