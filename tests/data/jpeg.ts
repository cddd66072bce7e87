import { tf } from "../../src/core/index.ts";

/** An image of one colour as a JPEG file: three channels, or one for grey. */
export async function encodeJpeg(
  [height, width]: readonly [number, number],
  colour: readonly number[],
): Promise<Buffer> {
  const backend = tf.backend();
  if (!("encodeJpeg" in backend && typeof backend.encodeJpeg === "function")) {
    throw new Error("encodeJpeg: the native engine is needed");
  }
  const shape = [height, width, colour.length];
  const bytes = new Uint8Array(height * width * colour.length).map(
    (_, i) => colour[i % colour.length]!,
  );
  const format = colour.length === 1 ? "grayscale" : "rgb";
  const encoded: tf.Tensor = backend.encodeJpeg(
    bytes,
    shape,
    format,
    100,
    false,
    false,
    false,
    "in",
    300,
    300,
    "",
  );
  // The engine gives the file as the only value of a tensor that it types as int32.
  const [file]: readonly unknown[] = Array.from<unknown>(await encoded.data());
  encoded.dispose();
  if (!(file instanceof Uint8Array)) throw new Error("encodeJpeg: no file came");
  return Buffer.from(file);
}
