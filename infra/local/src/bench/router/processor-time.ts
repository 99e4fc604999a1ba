import { readFile } from "node:fs/promises";

import { Client } from "pg";

const MS_PER_TICK = 10;

/**
 * Milliseconds of processor time that a routing process and the Postgres connections to a database have used so far:
 * what a lead costs, whatever else the machine does meanwhile. Null where the system does not tell (no /proc).
 */
export async function readProcessorMs(pid: number, databaseUrl: string): Promise<number | null> {
  const own = await readMs(pid);
  if (own === null) return null;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  const times = await Promise.all(rows.map(async (row) => readMs(row.pid)));
  await client.end();
  return times.reduce<number>((sum, ms) => sum + (ms ?? 0), own);
}

async function readMs(pid: number): Promise<number | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold anything: fields 3 and on; user and system time are 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return null;
  }
}
