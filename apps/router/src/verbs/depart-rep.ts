import type { Departure, DepartRepInput, MovedLead } from "@pointsman/contracts/api";
import type { LeadId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { requireScope, type Caller } from "@pointsman/rpc/authenticate";
import { countAccountsOfRep } from "@pointsman/store/accounts/accounts-of-rep";
import type { Tx } from "@pointsman/store/connect";
import { listFormsOfRep } from "@pointsman/store/forms/forms";
import { inSavepoint } from "@pointsman/store/in-savepoint";
import { inTransaction } from "@pointsman/store/in-transaction";
import { countLeadsOfRep, listLeadsOfRep } from "@pointsman/store/leads/leads-of-rep";

import { describeFailure, isLeadsFault } from "../batch/lead-fault.ts";
import type { ServiceContext } from "../context.ts";
import { handOverAccounts, handOverOrganisation } from "../departure/hand-over.ts";
import { moveLeads, type LeadMove } from "../departure/move-leads.ts";
import { planHandover, type Handover } from "../departure/plan-handover.ts";
import { DirectoryCache } from "../routing/directory-cache.ts";

/** Accounts moved by one call, by a few statements for all of them. */
const MAX_ACCOUNTS = 500;

/**
 * Leads moved by one call, each by some 8 statements of its own: 0.5 s on two cores with seven times that to do. Meanwhile
 * batches with leads of the same pools wait, at the end, for the decisions and their writing. A preview looks at no more,
 * since it keeps every batch waiting for as long as it takes: 0.5 to 1 s there.
 */
const MAX_LEADS = 50;

type Context = Pick<ServiceContext, "db" | "clock" | "directories" | "log">;

/**
 * A rep leaves. The organisation first, in one transaction: from then on he gets nothing. Then, by later calls, his
 * accounts, so that leads follow them; then his leads. Each call begins where the work stands, whoever did the last part.
 *
 * A preview does the very same in one transaction that is rolled back: its leads go where they would go, if nothing else
 * happened in between; what would be parked because it cannot be routed is shown so.
 *
 * @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `CONFLICT`: see `planHandover`; `FORBIDDEN` without `leads:write`
 */
export async function departRep(context: Context, caller: Caller, input: DepartRepInput): Promise<Departure> {
  requireScope(caller, "leads:write");
  if (input.preview) return previewDeparture(context, caller, input);
  const { db, clock, directories, log } = context;
  const at = toTimestamp(clock.nowMs());
  const run = { input, caller, at, directories, log };
  const { handover, accountsBefore, leadsBefore } = await inTransaction(db, async (tx) => ({
    handover: await changeOrganisation(tx, run),
    accountsBefore: await countAccountsOfRep(tx, input.repId),
    leadsBefore: await countLeadsOfRep(tx, input.repId),
  }));
  const accounts = await inTransaction(db, async (tx) => changeAccounts(tx, run, handover));
  const hasAccounts = accounts.length < accountsBefore;
  const leads = hasAccounts ? [] : await changeLeadsInParts(run, async (work) => inTransaction(db, work));
  return toDeparture(run, handover, {
    accounts: { total: accountsBefore, moved: accounts },
    leads: { total: leadsBefore, moved: leads },
    done: !hasAccounts && (await countLeadsOfRep(db, input.repId)) === 0,
  });
}

/** Thrown to take a transaction back; carries what was seen in it. */
class PreviewEnd extends Error {
  readonly departure: Departure;

  constructor(departure: Departure) {
    super("The end of a preview");
    this.departure = departure;
  }
}

async function previewDeparture(
  { db, clock, log }: Context,
  caller: Caller,
  input: DepartRepInput,
): Promise<Departure> {
  try {
    return await inTransaction(db, async (tx) => {
      // A cache of its own: what this transaction sees of the organisation never comes to be. It locks pools before leads,
      // against the order; nobody can wait in a circle with it, because everybody waits for the organisation first.
      const run = { input, caller, at: toTimestamp(clock.nowMs()), directories: new DirectoryCache(), log };
      const handover = await changeOrganisation(tx, run);
      const accounts = {
        total: await countAccountsOfRep(tx, input.repId),
        moved: await changeAccounts(tx, run, handover),
      };
      const total = await countLeadsOfRep(tx, input.repId);
      const leads = { total, moved: await changeLeadsInParts(run, async (work) => inSavepoint(tx, work)) };
      throw new PreviewEnd(toDeparture(run, handover, { accounts, leads, done: false }));
    });
  } catch (error) {
    if (error instanceof PreviewEnd) return error.departure;
    throw error;
  }
}

interface Run extends Pick<Context, "directories" | "log"> {
  readonly input: DepartRepInput;
  readonly caller: Caller;
  readonly at: string;
}

/** Once it is done there is nothing left of it to do, and batches are not kept waiting for nothing. */
async function changeOrganisation(tx: Tx, { input, caller, at, directories }: Run): Promise<Handover> {
  const before = planHandover(await directories.read(tx, "none"), input, await listFormsOfRep(tx, input.repId));
  if (isNothing(before)) return before;
  const directory = await directories.read(tx, "update");
  const handover = planHandover(directory, input, await listFormsOfRep(tx, input.repId));
  await handOverOrganisation(tx, handover, { repId: input.repId, directory, requestedBy: caller.id, now: at });
  return handover;
}

function isNothing({ reps, pools, queues, partners, formIds }: Handover): boolean {
  return reps.length + pools.length + queues.length + partners.length + formIds.length === 0;
}

async function changeAccounts(tx: Tx, { input, caller, at }: Run, handover: Handover) {
  const toRepId = accountHeir(input, handover);
  return handOverAccounts(tx, { repId: input.repId, toRepId, limit: MAX_ACCOUNTS, at, by: caller.id });
}

async function changeLeads(tx: Tx, { input, caller, at, directories }: Run, failing: FailingLead | null = null) {
  const directory = await directories.read(tx, "share");
  const leadIds = failing === null ? await listLeadsOfRep(tx, input.repId, MAX_LEADS) : [failing.leadId];
  const failure = failing?.failure ?? null;
  return moveLeads(tx, { directory, repId: input.repId, now: at, requestedBy: caller.id, failure }, leadIds);
}

interface FailingLead {
  readonly leadId: LeadId;
  readonly failure: LeadMove["failure"];
}

/** Does a part of the work by itself: what it did is taken back where it fails. */
type InPart = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** All in one part; where one of them makes it fail, each in its own, and that one is parked. */
async function changeLeadsInParts(run: Run, inPart: InPart): Promise<readonly MovedLead[]> {
  const { input, log } = run;
  const change = async (failing: FailingLead | null) => inPart(async (tx) => changeLeads(tx, run, failing));
  try {
    return await change(null);
  } catch (error) {
    if (!isLeadsFault(error)) throw error;
    log.warn({ err: error, repId: input.repId }, "moving a leaver's leads together failed; trying each alone");
  }
  const moved: MovedLead[] = [];
  for (const leadId of await inPart(async (tx) => listLeadsOfRep(tx, input.repId, MAX_LEADS))) {
    try {
      moved.push(...(await change({ leadId, failure: null })));
    } catch (error) {
      if (!isLeadsFault(error)) throw error;
      moved.push(...(await change({ leadId, failure: describeFailure(error) })));
    }
  }
  return moved;
}

function accountHeir({ accounts }: DepartRepInput, { successorRepId }: Handover) {
  return accounts === "territory" ? null : successorRepId;
}

interface Progress {
  readonly accounts: Pick<Departure["accounts"], "total" | "moved">;
  readonly leads: Departure["leads"];
  readonly done: boolean;
}

function toDeparture({ input }: Run, handover: Handover, { accounts, leads, done }: Progress): Departure {
  const { repId, preview } = input;
  return {
    repId,
    preview,
    successorRepId: handover.successorRepId,
    pools: handover.pools.map(({ id, members }) => ({ poolId: id, membersLeft: members.length })),
    backups: handover.reps.flatMap(({ id, backupRepId }) =>
      id === repId ? [] : [{ repId: id, toRepId: backupRepId }],
    ),
    queueIds: handover.queues.map(({ id }) => id),
    partnerIds: handover.partners.map(({ id }) => id),
    formIds: handover.formIds,
    accounts: { ...accounts, toRepId: accountHeir(input, handover) },
    leads,
    done,
  };
}
