import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { z } from "zod";

import { endGroup, type Part } from "./part.ts";

/** What a stack says of itself, for the other commands and for whoever finds it killed. */
const StackFile = z.object({
  supervisorPid: z.number().int(),
  /** Its command line: by now a process with this number may be anybody. */
  supervisorCommand: z.string(),
  /** Each leads a process group of its own. */
  parts: z.array(z.object({ name: z.string(), pid: z.number().int(), entry: z.string() })),
  /** Null until all of it is up. */
  running: z
    .object({
      controlUrl: z.url().nullable(),
      urls: z.object({ intake: z.url(), router: z.url(), analytics: z.url(), database: z.string() }),
      operatorKey: z.string(),
    })
    .nullable(),
});
type StackFile = z.infer<typeof StackFile>;
export type RunningStack = NonNullable<StackFile["running"]>;

const END_TIMEOUT_MS = 10_000;

/**
 * Takes the data for this process: two stacks on the same data would share it out between them. Ends what a killed
 * supervisor left behind, which holds the ports and the data.
 *
 * @throws Error where a stack runs on this data
 */
export async function claimData(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const file = await readStackFile(dataDir);
  if (file !== undefined) {
    if (isSupervised(file)) {
      const where = file.running === null ? "is starting" : `runs already, at ${file.running.urls.intake}`;
      throw new Error(
        `Pointsman ${where} (process ${file.supervisorPid}). Stop it with Ctrl-C or: npm run stack -- down`,
      );
    }
    await endLeftovers(file);
    await releaseData(dataDir);
  }
  await writeFile(pathOf(dataDir), toText({ parts: [], running: null }), {
    mode: 0o600,
    flag: "wx",
  });
}

/** Notes the parts as they are now; called whenever one of them gets another process. */
export async function noteParts(dataDir: string, parts: Iterable<Part>, running: RunningStack | null): Promise<void> {
  const noted = [...parts].flatMap(({ pid, spec }) =>
    pid === undefined ? [] : [{ name: spec.name, pid, entry: spec.entry }],
  );
  // A reader never sees half a file.
  const draft = `${pathOf(dataDir)}.new`;
  await writeFile(draft, toText({ parts: noted, running }), { mode: 0o600 });
  await rename(draft, pathOf(dataDir));
}

/** The stack that runs on this data; undefined where none is up. */
export async function findRunningStack(dataDir: string): Promise<RunningStack | undefined> {
  const file = await readStackFile(dataDir);
  return file !== undefined && isSupervised(file) ? (file.running ?? undefined) : undefined;
}

/** Gives the data back. */
export async function releaseData(dataDir: string): Promise<void> {
  await rm(pathOf(dataDir), { force: true });
}

async function endLeftovers({ parts }: StackFile): Promise<void> {
  // A group outlives its leader; a leader with another command is somebody else who got its number.
  const ours = parts.filter(({ pid, entry }) => commandOf(pid) === null || commandOf(pid)?.includes(entry) === true);
  for (const { pid } of ours) endGroup(pid);
  const until = performance.now() + END_TIMEOUT_MS;
  while (ours.some(({ pid }) => isGroupAlive(pid)) && performance.now() < until) await pause(50);
}

async function readStackFile(dataDir: string): Promise<StackFile | undefined> {
  if (!existsSync(pathOf(dataDir))) return undefined;
  try {
    return StackFile.parse(JSON.parse(await readFile(pathOf(dataDir), "utf8")));
  } catch {
    throw new Error(`${pathOf(dataDir)} cannot be read. If no Pointsman runs, remove it and start again.`);
  }
}

/** The file of the stack that this process supervises. */
function toText(state: Pick<StackFile, "parts" | "running">): string {
  const supervisor = { supervisorPid: process.pid, supervisorCommand: commandOf(process.pid) ?? "" };
  return `${JSON.stringify({ ...supervisor, ...state }, null, 2)}\n`;
}

function pathOf(dataDir: string): string {
  return join(dataDir, "stack.json");
}

function isSupervised({ supervisorPid, supervisorCommand }: StackFile): boolean {
  return commandOf(supervisorPid) === supervisorCommand;
}

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** The command line of a process; null where there is none with this number. */
function commandOf(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return null;
  }
}
