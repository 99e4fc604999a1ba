import { execFile } from "node:child_process";
import { kill } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

const POLL_MS = 5;

/** Ends a process and all that it started, at once and without a chance to clean up (SIGKILL); resolves when it is gone. */
export async function killTree(pid: number): Promise<void> {
  // Stopped first, so that it starts nobody while we look.
  kill(pid, "SIGSTOP");
  const family = await listFamily(pid);
  for (const member of family) {
    try {
      kill(member, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  while (isThere(pid)) await pause(POLL_MS);
}

function isThere(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process and all below it, parents before their children. */
async function listFamily(pid: number): Promise<readonly number[]> {
  const { stdout } = await execute("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const parent of family) {
    for (const [child, itsParent] of rows) if (itsParent === parent && child !== undefined) family.push(child);
  }
  return family;
}
