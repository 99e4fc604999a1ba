import type { Logger } from "pino";

export interface RunOptions {
  /** As sentences begin with it: `The routing service`. */
  readonly title: string;
  /** One that needs no configuration. */
  readonly log: Logger;
  /** Takes plain sentences, for whoever looks on. */
  readonly stderr: { readonly write: (text: string) => unknown };
  /** Ends the process at once: whatever is open already would keep it alive. */
  readonly exit: (code: number) => void;
}

/** Runs a service's `main`. Where it cannot start, the log and standard error say why, and the process ends with 1. */
export async function runService({ title, log, stderr, exit }: RunOptions, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    log.fatal({ err: error }, `${title} cannot start`);
    stderr.write(`${title} cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    exit(1);
  }
}
