/** How a program ended that nobody had told to end. */
export interface ProgramEnd {
  /** `ProgramExit`, `OutOfMemory` or `ProgramCrash`. */
  readonly name: string;
  /** One sentence: what ended it. */
  readonly message: string;
}

/** What is known of a process that has ended. */
export interface EndSigns {
  /** The code that the program itself asked to exit with. */
  readonly requestedCode: number | undefined;
  /** Whether the engine reported that its heap was full. */
  readonly isHeapFull: boolean;
  /** Size of that heap in MB. */
  readonly heapLimit: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Puts the signs of a process's end into words. */
export function explainEnd(signs: EndSigns): ProgramEnd {
  const { requestedCode, isHeapFull, heapLimit, code, signal } = signs;
  if (requestedCode !== undefined) {
    const message = `the program ended itself with process.exit(${requestedCode})`;
    return { name: "ProgramExit", message };
  }
  if (isHeapFull) {
    const message = `the program needed more memory than its JavaScript heap may have (${heapLimit} MB; NODE_OPTIONS=--max-old-space-size=... sets another limit)`;
    return { name: "OutOfMemory", message };
  }
  if (signal === "SIGKILL") {
    const message = "the program was killed (SIGKILL); most often the machine has no memory left";
    return { name: "OutOfMemory", message };
  }
  const how = signal === null ? `exit code ${code}` : signal;
  return {
    name: "ProgramCrash",
    message: `the program crashed (${how}), most often in native code`,
  };
}
