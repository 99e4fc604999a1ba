import { join } from "node:path";

import type { AppRouter } from "@pointsman/router/app-router";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";

import { ROOT } from "../../paths.ts";
import { answers, Part } from "../../stack/part.ts";
import { until } from "./until.ts";

export interface RouterOptions {
  /** Tells the routers of a bed apart, in `pg_stat_activity` too. */
  readonly name: string;
  readonly port: number;
  /** Where clients reach it, where that is not `port`. */
  readonly reachedAt?: number;
  readonly databaseUrl: string;
  readonly apiKey: string;
  readonly logFile: string;
  readonly timersDeadAfterMs?: number;
}

/** Longer than any batch takes, shorter than a test waits: a call that hangs is given up and made again. */
const CALL_TIMEOUT_MS = 15_000;

const COMPILE_CACHE = join(ROOT, "node_modules", ".cache", "pointsman-faults");

/** The routing service as a process of its own, which can be killed, stopped in its tracks, and started again. */
export class RouterProcess {
  readonly name: string;
  readonly logFile: string;
  readonly api: TRPCClient<AppRouter>;
  readonly #part: Part;
  #calls = new AbortController();

  constructor(options: RouterOptions) {
    const { name, port, reachedAt = port, databaseUrl, apiKey, logFile, timersDeadAfterMs } = options;
    const address = `http://127.0.0.1:${port}`;
    const url = new URL(databaseUrl);
    url.searchParams.set("application_name", name);
    this.name = name;
    this.logFile = logFile;
    this.#part = new Part({
      name: "router",
      title: `routing service ${name}`,
      entry: "apps/router/src/main.ts",
      environment: {
        DATABASE_URL: url.href,
        PORT: String(port),
        LOG_LEVEL: "warn",
        ...(timersDeadAfterMs !== undefined && { TIMERS_DEAD_AFTER_MS: String(timersDeadAfterMs) }),
        // A start takes 0.6 s in place of 1.0, and there are some forty in the tests.
        NODE_COMPILE_CACHE: COMPILE_CACHE,
      },
      logFile,
      address,
      isReady: async () => answers(`${address}/health`),
    });
    this.api = createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `http://127.0.0.1:${reachedAt}/trpc`,
          headers: { authorization: `Bearer ${apiKey}` },
          fetch: async (input, init) =>
            fetch(input, {
              ...init,
              signal: AbortSignal.any([this.#calls.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
            }),
        }),
      ],
    });
  }

  get isRunning(): boolean {
    return this.#part.isRunning;
  }

  async start(): Promise<void> {
    await this.#part.start();
  }

  /** Ends it at once (SIGKILL). */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await until(`${this.name} ends`, () => !this.#part.isRunning);
  }

  /** Stops it in its tracks (SIGSTOP): it does nothing and notices nothing. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  /** Lets it go on where it was (SIGCONT). */
  resume(): void {
    this.#signal("SIGCONT");
  }

  /** Breaks off the calls under way, as a client does that waits no longer. */
  giveUpOnCalls(): void {
    this.#calls.abort();
    this.#calls = new AbortController();
  }

  async stop(): Promise<void> {
    if (this.#part.isRunning) this.resume();
    await this.#part.stop();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#part;
    if (pid !== undefined) process.kill(pid, signal);
  }
}
