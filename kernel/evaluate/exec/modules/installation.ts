import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** URL of the folder that holds `kernel/`, with a slash at its end. */
export const installationUrl = new URL("../../../../", import.meta.url).href;

/** Path of the same folder, without a slash at its end. */
export const installationFolder = fileURLToPath(installationUrl).replace(/[/\\]$/, "");

/** The file in the notebook's folder that cells pretend to be; it does not exist. */
export const cellFile = join(process.cwd(), "cell.ts");
