import { fileURLToPath } from "node:url";

/** URL of the folder that holds `kernel/`, with a slash at its end. */
export const installationUrl = new URL("../../../../", import.meta.url).href;

/** Path of the same folder, without a slash at its end. */
export const installationFolder = fileURLToPath(installationUrl).replace(/[/\\]$/, "");
