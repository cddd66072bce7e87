/** Whether the file must be compiled before Node takes it. */
export function isTypescript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}
