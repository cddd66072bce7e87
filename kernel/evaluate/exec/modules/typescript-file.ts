/** Whether the file must be compiled before Node takes it. */
export function isTypescript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

/** Whether the file is CommonJS wherever it lies. */
export function isCommonJs(path: string): boolean {
  return /\.c[jt]s$/.test(path);
}
