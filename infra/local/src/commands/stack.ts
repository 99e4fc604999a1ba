import pc from "picocolors";

import { out } from "../print/out.ts";
import { toTable } from "../print/table.ts";
import type { PartStatus } from "../stack/control.ts";
import { findRunningStack } from "../stack/stack-file.ts";

export interface StackCommandOptions {
  readonly action: string | undefined;
  readonly part: string | undefined;
  readonly data: string;
}

const PARTS = ["router", "analytics", "intake", "postgres"];
const MEGABYTE = 1_048_576;

/** Shows the parts of the running stack, or stops or starts one, or all. */
export async function runStackCommand({ action, part, data }: StackCommandOptions): Promise<void> {
  const running = await findRunningStack(data);
  if (running?.controlUrl === undefined || running.controlUrl === null) {
    throw new Error("Pointsman is not running here. Start it with: npm start");
  }
  const response = await fetch(`${running.controlUrl}/${toPath(action, part)}`, {
    headers: { authorization: `Bearer ${running.operatorKey}` },
  });
  if (!response.ok) throw new Error(await response.text());
  // Written by the same version of the same program, a moment ago.
  const parts = (await response.json()) as readonly PartStatus[];
  if (action === "down") out.line("Stopping.");
  else out.line(describe(parts));
}

function toPath(action: string | undefined, part: string | undefined): string {
  if (action === undefined) return "";
  if (action === "down") return "down";
  if (action !== "stop" && action !== "start") throw new Error(`There is no "${action}": use stop, start or down.`);
  if (part === undefined || !PARTS.includes(part)) throw new Error(`Say which part: ${PARTS.join(", ")}.`);
  return `${action}/${part}`;
}

function describe(parts: readonly PartStatus[]): string {
  const rows = parts.map(({ name, title, address, pid, memoryBytes }) => [
    name,
    title,
    address,
    pid === null ? pc.red("stopped") : String(pid),
    pid === null ? "" : `${(memoryBytes / MEGABYTE).toFixed(0)} MB`,
  ]);
  return toTable(["part", "what", "address", "process", "memory"], rows);
}
