import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { z } from "zod";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** The routing service as its users start it. */
export interface RouterProcess extends AsyncDisposable {
  readonly url: string;
  /** What it said so far, a line each. */
  readonly logged: readonly string[];
  /** Asks it to end (SIGTERM). @returns its exit code; null: it was killed */
  readonly end: () => Promise<number | null>;
}

const Listens = z.object({ msg: z.literal("the routing service listens"), port: z.number() });

/** Starts the service on a free port; resolves when it listens, which is before it is ready. @throws Error with its output */
export async function startRouter(environment: Readonly<Record<string, string>>): Promise<RouterProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: { PATH: process.env["PATH"], PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const logged: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => logged.push(line));
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await exited;
    }
    return child.exitCode;
  };
  const port = await new Promise<number>((resolve, reject) => {
    child.once("close", () => reject(new Error(`The service ended:\n${logged.join("\n")}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      logged.push(line);
      const said = Listens.safeParse(line.startsWith("{") ? JSON.parse(line) : null);
      if (said.success) resolve(said.data.port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    logged,
    end,
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}
