import { tf } from "./engine.ts";
import { EngineError } from "./errors.ts";

/**
 * Decodes a JPEG file with the native engine.
 *
 * Colours are restored exactly as libjpeg does by default (accurate integer transform, smooth
 * upsampling of colour), so that pixels equal those that Python's image libraries give.
 *
 * @param file - Its bytes.
 * @returns `[height, width, 3]`, int32, 0 to 255; a grey image has three equal channels.
 * @throws {EngineError} If the engine is not the native one, or can not decode the file.
 */
export function decodeJpeg(file: Uint8Array): tf.Tensor3D {
  const backend = tf.backend();
  if (!("decodeJpeg" in backend && typeof backend.decodeJpeg === "function")) {
    throw new EngineError(
      `decodeJpeg: the engine must be native TensorFlow, got ${tf.getBackend()}. Run: npm run setup`,
    );
  }
  const decode = backend.decodeJpeg.bind(backend);
  try {
    return tf.tidy(() => {
      const decoded: tf.Tensor3D = decode(file, 3, 1, true, false, 1, "INTEGER_ACCURATE");
      return decoded.toInt();
    });
  } catch (cause) {
    throw new EngineError(
      `decodeJpeg: the file must be a JPEG image, got ${file.length} bytes that are none`,
      { cause },
    );
  }
}
