import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { z } from "zod";

/**
 * Ends processes when the one that started them is gone, however it went: `kill -9` too closes its end of the pipe that
 * this reads. Each line is a process group that it started (`+4711`) or that has ended (`-4711`). Then it removes FOLDER.
 */
const { FOLDER } = z.object({ FOLDER: z.string().min(1) }).parse(process.env);

/** Postgres takes a second or two to write what it has to. */
const PATIENCE_MS = 5_000;
const POLL_MS = 50;

const groups = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) groups.add(pid);
  else groups.delete(pid);
}
// The last first, for it works with those before it: Postgres waits for its clients.
for (const pid of [...groups].toReversed()) await end(pid);
if (groups.size > 0) await rm(FOLDER, { recursive: true, force: true });

async function end(pid: number): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (signal(pid, "SIGTERM"); signal(pid, 0) && performance.now() < until;) await pause(POLL_MS);
  signal(pid, "SIGKILL");
}

/** @returns whether anybody of the group is there */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}
