import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { z } from "zod";

import type { Part } from "./part.ts";

/** What a running stack says of itself, for the other commands. */
const StackFile = z.object({
  supervisorPid: z.number().int(),
  controlUrl: z.url().nullable(),
  urls: z.object({ intake: z.url(), router: z.url(), analytics: z.url(), database: z.string() }),
  operatorKey: z.string(),
  parts: z.array(z.object({ name: z.string(), pid: z.number().int(), entry: z.string() })),
});
export type StackFile = z.infer<typeof StackFile>;

/** What the file is made of. */
interface DescribedStack {
  readonly dataDir: string;
  readonly urls: StackFile["urls"];
  readonly keys: { readonly operator: string };
  readonly parts: ReadonlyMap<string, Part>;
}

const END_TIMEOUT_MS = 10_000;

/** Notes the stack where other commands find it. Called again whenever a part gets another process. */
export async function writeStackFile(stack: DescribedStack, controlUrl: string | null = null): Promise<void> {
  const file: StackFile = {
    supervisorPid: process.pid,
    controlUrl,
    urls: stack.urls,
    operatorKey: stack.keys.operator,
    parts: [...stack.parts.values()].flatMap(({ pid, spec }) =>
      pid === undefined ? [] : [{ name: spec.name, pid, entry: spec.entry }],
    ),
  };
  await mkdir(stack.dataDir, { recursive: true });
  await writeFile(pathOf(stack.dataDir), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}

/** The stack that runs on this data; undefined where none does. */
export async function findRunningStack(dataDir: string): Promise<StackFile | undefined> {
  const file = await readStackFile(dataDir);
  return file !== undefined && isAlive(file.supervisorPid) ? file : undefined;
}

export async function removeStackFile(dataDir: string): Promise<void> {
  await rm(pathOf(dataDir), { force: true });
}

/**
 * Ends processes that a killed supervisor left behind: they hold the ports and the data.
 *
 * @throws Error where a stack runs on this data
 */
export async function endLeftovers(dataDir: string): Promise<void> {
  const file = await readStackFile(dataDir);
  if (file === undefined) return;
  if (isAlive(file.supervisorPid)) {
    throw new Error(
      `Pointsman runs already, at ${file.urls.intake} (process ${file.supervisorPid}). Stop it with Ctrl-C or: npm run stack -- down`,
    );
  }
  const leftovers = file.parts.filter(({ pid, entry }) => isAlive(pid) && commandOf(pid).includes(entry));
  for (const { pid } of leftovers) process.kill(pid, "SIGTERM");
  const until = performance.now() + END_TIMEOUT_MS;
  while (leftovers.some(({ pid }) => isAlive(pid)) && performance.now() < until) await pause(50);
  await removeStackFile(dataDir);
}

async function readStackFile(dataDir: string): Promise<StackFile | undefined> {
  if (!existsSync(pathOf(dataDir))) return undefined;
  return StackFile.parse(JSON.parse(await readFile(pathOf(dataDir), "utf8")));
}

function pathOf(dataDir: string): string {
  return join(dataDir, "stack.json");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The command line of a process, as far as the system tells: a process id may have been given to somebody else since. */
function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, "utf8").replaceAll("\0", " ") : "";
}
