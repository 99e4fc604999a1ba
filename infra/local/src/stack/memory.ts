import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Resident memory of a process and all it started, in bytes. Pages that processes share are counted for each, which
 * makes Postgres look larger than it is.
 */
export async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await execute("ps", ["-A", "-o", "pid=,ppid=,rss="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  // A child's number is usually, but not always, above its parent's: look until nobody new turns up.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [child, parent] of rows) {
      if (child !== undefined && parent !== undefined && family.has(parent)) family.add(child);
    }
  }
  const kilobytes = rows.reduce((sum, [id, , rss]) => (id !== undefined && family.has(id) ? sum + (rss ?? 0) : sum), 0);
  return kilobytes * 1_024;
}
