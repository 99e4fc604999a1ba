import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { ROOT } from "../paths.ts";

export type PartName = "postgres" | "router" | "analytics" | "intake";

/** One process of the stack, as it is started. */
export interface PartSpec {
  readonly name: PartName;
  /** What people call it. */
  readonly title: string;
  /** Path of its entry file from the top of the repository. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Where people reach it. */
  readonly address: string;
  /** Resolves to true once it does its work. */
  readonly isReady: () => Promise<boolean>;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 25_000;
const POLL_MS = 25;

/** A process of the stack that can be stopped and started again. Its output goes to its log file. */
export class Part {
  readonly spec: PartSpec;
  #child: ChildProcess | null = null;

  constructor(spec: PartSpec) {
    this.spec = spec;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process and waits until it is ready. @throws Error with the end of its log where it is not in 60 s */
  async start(): Promise<void> {
    if (this.isRunning) return;
    // What a killed process had started lives on, and holds its port or its data.
    endGroup(this.#child?.pid);
    const { entry, environment, logFile } = this.spec;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: "a" });
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(ROOT, entry)], {
      cwd: ROOT,
      // A group of its own: Ctrl-C reaches the supervisor alone, which stops the parts in order.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...inherited(), ...environment },
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.#child = child;
    await this.#waitUntilReady(child);
  }

  /** Asks it to stop and waits; after 25 s it is ended. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const late = new AbortController();
    await Promise.race([exited, pause(STOP_TIMEOUT_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    if (this.isRunning) child.kill("SIGKILL");
    await exited;
    endGroup(child.pid);
    this.#child = null;
  }

  async #waitUntilReady(child: ChildProcess): Promise<void> {
    const until = performance.now() + READY_TIMEOUT_MS;
    while (performance.now() < until) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      const ready = await this.spec.isReady().catch(() => false);
      // An orphan of an earlier process may answer in its place.
      if (ready && child.exitCode === null && child.signalCode === null) return;
      await pause(POLL_MS);
    }
    await this.stop();
    throw new Error(
      `The ${this.spec.title} did not start. The end of ${this.spec.logFile}:\n${endOf(this.spec.logFile)}`,
    );
  }
}

const LINES_SHOWN = 15;

/** The last lines of a log. */
export function endOf(logFile: string): string {
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-LINES_SHOWN).join("\n");
}

/** Ends what is left of a part's process group: each part leads one of its own. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // Nobody is left.
  }
}

/** What a process needs of the surroundings; configuration comes from `environment` alone. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, TZ } = process.env;
  return { PATH, HOME, LANG, TMPDIR, TZ };
}

/** Whether `GET url` answers 200. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
