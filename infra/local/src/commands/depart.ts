import { RepId } from "@pointsman/contracts/id";

import type { Api } from "../api.ts";
import { out } from "../print/out.ts";
import { describeHandover, printDeparture } from "../print/print-departure.ts";
import { startProgress } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

export interface DepartOptions {
  readonly rep: string;
  readonly to?: string;
  readonly accounts: "successor" | "territory";
  readonly preview: boolean;
  readonly data: string;
}

type Input = Parameters<Api["router"]["reps"]["depart"]["mutate"]>[0];

/** Shows what a rep's leaving changes, or carries it out. Stopped half-way, it goes on when it is run again. */
export async function runDepart({ rep, to, accounts, preview, data }: DepartOptions): Promise<void> {
  const repId = RepId.parse(rep);
  const input: Input = { repId, accounts, ...(to !== undefined && { toRepId: RepId.parse(to) }) };
  await withStack(data, async ({ router }) => {
    const names = await readNames(router);
    const nameOf = (id: RepId) => names.get(id) ?? id;
    if (preview) printDeparture(await router.reps.depart.mutate({ ...input, preview }), nameOf);
    else await carryOut(router, input, nameOf);
  });
}

async function readNames(router: Api["router"]): Promise<ReadonlyMap<RepId, string>> {
  const names = new Map<RepId, string>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await router.reps.list.query({ limit: 1_000, cursor });
    for (const { id, name } of page.reps) names.set(id, name);
    cursor = page.nextCursor;
  }
  return names;
}

async function carryOut(router: Api["router"], input: Input, nameOf: (id: RepId) => string): Promise<void> {
  let part = await router.reps.depart.mutate(input);
  for (const line of describeHandover(part, nameOf)) out.line(line);
  const total = part.accounts.total + part.leads.total;
  const progress = startProgress("accounts and leads", total);
  for (;;) {
    for (let moved = part.accounts.moved.length + part.leads.moved.length; moved > 0; moved--) progress.advance();
    if (part.done) break;
    part = await router.reps.depart.mutate(input);
  }
  progress.done();
  out.line(`${nameOf(input.repId)} has nothing left: ${total} accounts and leads have moved.`);
}
