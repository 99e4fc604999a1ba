import { spawn } from "node:child_process";
import { join } from "node:path";

import { ROOT } from "../../paths.ts";
import type { Part } from "../../stack/part.ts";

/** Starts and stops parts so that none of them outlives this process. */
export interface Reaper extends AsyncDisposable {
  readonly start: (part: Part) => Promise<void>;
  readonly stop: (part: Part) => Promise<void>;
}

/**
 * Parts lead process groups of their own and would go on when this process dies, on Ctrl-C as well as of `kill -9`. So a
 * small process waits for that, ends those that are left and removes the folder.
 */
export function startReaper(folder: string): Reaper {
  const child = spawn(process.execPath, [join(ROOT, "infra/local/src/hosts/reaper-host.ts")], {
    // Ctrl-C does not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: { PATH: process.env["PATH"], FOLDER: folder, NODE_NO_WARNINGS: "1" },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const tell = (mark: "+" | "-", pid: number | undefined) => {
    if (pid !== undefined) child.stdin.write(`${mark}${pid}\n`);
  };
  return {
    start: async (part) => {
      const started = part.start();
      // It is there at once, though it may take long to be ready.
      tell("+", part.pid);
      await started;
    },
    stop: async (part) => {
      const { pid } = part;
      await part.stop();
      tell("-", pid);
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
