import type { PoolId, QueueId, RepId, TerritoryId } from "@pointsman/contracts/id";
import type { Pool, PoolValue, Queue, Rep, Territory } from "@pointsman/contracts/organisation";

import { toRepCalendar, type RepCalendar } from "./eligibility/rep-calendar.ts";

/** One lead in the integer unit of the credits. */
export const MICRO_LEAD = 1_000_000;

/** How many leads a rep was given within a period of his own calendar, against the most he takes. */
export interface RepCap {
  readonly per: "day" | "week" | "month";
  readonly max: number;
  readonly given: number;
}

/**
 * A rep as a decision sees him: what is configured and what he has open at that moment. Optional fields are left out
 * where they would say nothing, so that most reps record no more than before there were such fields.
 */
export interface RepState extends RepCalendar {
  readonly id: RepId;
  readonly name: string;
  readonly status: Rep["status"];
  readonly capacity: number;
  readonly softLimitPct: number;
  readonly hardLimitPct: number;
  readonly rampPct: number;
  readonly skills: readonly string[];
  readonly backupRepId: RepId | null;
  /** What he has open, in units of work: leads, where the rules weigh none. */
  readonly openLeads: number;
  /** Only the caps he has, the shortest period first. */
  readonly caps?: readonly RepCap[];
}

export interface PoolMemberState {
  readonly repId: RepId;
  readonly weight: number;
  /** What the pool owes the rep, in micro-leads; negative where he is ahead. */
  readonly creditMicro: number;
  /** `PoolState.seq` of his last lead from this pool; null before the first. */
  readonly lastAssignedSeq: number | null;
}

/** A pool with its ledger. The credits of all its members sum to zero. */
export interface PoolState {
  readonly id: PoolId;
  readonly name: string;
  readonly selection: Pool["selection"];
  /** Number of leads given from this pool so far. */
  readonly seq: number;
  readonly members: readonly PoolMemberState[];
  /** These three only where the pool says so. */
  readonly requiredSkills?: readonly string[];
  readonly availableWithinHours?: number;
  readonly value?: PoolValue;
}

/** What is configured of a pool: all but its ledger. */
export type PoolConfig = Omit<PoolState, "seq" | "members">;

/** All the state that one decision may read: JSON, so that it can be recorded and replayed. */
export interface RoutingSnapshot {
  readonly reps: { readonly [Id in RepId]?: RepState };
  readonly pools: { readonly [Id in PoolId]?: PoolState };
  readonly territories: { readonly [Id in TerritoryId]?: Territory };
  readonly queues: { readonly [Id in QueueId]?: Queue };
  /** Who had the last lead of this lead's account; only where a pool in scope asks, and somebody had one. */
  readonly accountRepId?: RepId;
}

/** The organisation as configured, without what changes with every lead. */
export interface Directory {
  readonly reps: ReadonlyMap<RepId, Rep>;
  readonly pools: ReadonlyMap<PoolId, Pool>;
  readonly findTerritory: FindTerritory;
  readonly queues: ReadonlyMap<QueueId, Queue>;
}

/** Looks a territory up by the value of the fact `territory`, which may be any text. */
export type FindTerritory = (id: string) => Territory | undefined;

/** A pool's ledger as read under lock. */
export interface PoolLedger {
  readonly seq: number;
  readonly members: readonly Omit<PoolMemberState, "weight">[];
}

/** What changes with every lead, as read under lock. */
export interface LiveState {
  /** In units of work. */
  readonly openLeads: (repId: RepId) => number | undefined;
  readonly pool: (poolId: PoolId) => PoolLedger | undefined;
  /** Leads given in the current periods of the rep's own calendar. Asked for reps who have caps alone. */
  readonly given?: (repId: RepId) => GivenLeads | undefined;
  readonly accountRepId?: RepId | undefined;
}

/** Leads that a rep was given so far in the current day, week and month of his own calendar. */
export interface GivenLeads {
  readonly day: number;
  readonly week: number;
  readonly month: number;
}

/** Joins configuration and live state of the reps and pools in `scope`; ids that are not on file are left out. */
export function buildSnapshot(scope: Scope, directory: Directory, live: LiveState): RoutingSnapshot {
  return pickSnapshot(scope, directory, {
    reps: toRecord(scope.repIds, (id) => toRepState(directory.reps.get(id), live)),
    pool: (id) => toPoolState(directory.pools.get(id), live.pool(id)),
    accountRepId: live.accountRepId,
  });
}

/** States that are made already. */
export interface StateSource {
  readonly reps: RoutingSnapshot["reps"];
  readonly pool: (poolId: PoolId) => PoolState | undefined;
  readonly accountRepId: RepId | undefined;
}

/** The snapshot of `scope`; ids that are not on file are left out. */
export function pickSnapshot(
  scope: Scope,
  directory: Directory,
  { reps, pool, accountRepId }: StateSource,
): RoutingSnapshot {
  const pools = toRecord(scope.poolIds, pool);
  const territories = toRecord(scope.territoryIds, directory.findTerritory);
  const queues = toRecord(scope.queueIds, (id) => directory.queues.get(id));
  return accountRepId === undefined
    ? { reps, pools, territories, queues }
    : { reps, pools, territories, queues, accountRepId };
}

/** Ids of whatever a decision may read, each list sorted: the order in which rows are locked. */
export interface Scope {
  readonly repIds: readonly RepId[];
  readonly poolIds: readonly PoolId[];
  readonly territoryIds: readonly TerritoryId[];
  readonly queueIds: readonly QueueId[];
}

/** Whether the counts of `LiveState.given` matter for the rep. */
export function hasCaps({ maxPerDay, maxPerWeek, maxPerMonth }: Rep): boolean {
  return maxPerDay !== null || maxPerWeek !== null || maxPerMonth !== null;
}

export function toRepState(rep: Rep | undefined, live: LiveState): RepState | undefined {
  if (rep === undefined) return undefined;
  const openLeads = live.openLeads(rep.id) ?? 0;
  if (!hasCaps(rep)) return { ...toProfile(rep), openLeads };
  return { ...toProfile(rep), openLeads, caps: toCaps(rep, live.given?.(rep.id)) };
}

type RepProfile = Omit<RepState, "openLeads" | "caps">;

/** By rep: what is configured of him is the same in every state. */
const PROFILES = new WeakMap<Rep, RepProfile>();

function toProfile(rep: Rep): RepProfile {
  const known = PROFILES.get(rep);
  if (known !== undefined) return known;
  const profile = {
    ...toRepCalendar(rep),
    id: rep.id,
    name: rep.name,
    status: rep.status,
    capacity: rep.capacity,
    softLimitPct: rep.softLimitPct,
    hardLimitPct: rep.hardLimitPct,
    rampPct: rep.rampPct,
    skills: rep.skills,
    backupRepId: rep.backupRepId,
  };
  PROFILES.set(rep, profile);
  return profile;
}

function toCaps({ maxPerDay, maxPerWeek, maxPerMonth }: Rep, given: GivenLeads | undefined): readonly RepCap[] {
  const caps = [
    { per: "day", max: maxPerDay },
    { per: "week", max: maxPerWeek },
    { per: "month", max: maxPerMonth },
  ] as const;
  return caps.flatMap(({ per, max }) => (max === null ? [] : [{ per, max, given: given?.[per] ?? 0 }]));
}

export function toPoolState(pool: Pool | undefined, live: PoolLedger | undefined): PoolState | undefined {
  if (pool === undefined) return undefined;
  const ledgerOf = ledgerLookup(pool, live);
  return {
    id: pool.id,
    name: pool.name,
    selection: pool.selection,
    seq: live?.seq ?? 0,
    members: pool.members.map(({ repId, weight }, index) => {
      const ledger = ledgerOf(repId, index);
      return {
        repId,
        weight,
        creditMicro: ledger?.creditMicro ?? 0,
        lastAssignedSeq: ledger?.lastAssignedSeq ?? null,
      };
    }),
    ...(pool.requiredSkills.length > 0 && { requiredSkills: pool.requiredSkills }),
    ...(pool.availableWithinHours > 0 && { availableWithinHours: pool.availableWithinHours }),
    ...(pool.value !== null && { value: pool.value }),
  };
}

type LedgerEntry = PoolLedger["members"][number];

/** Finds a member's ledger by his place where both lists have one order, which they mostly have, else by his id. */
function ledgerLookup(pool: Pool, live: PoolLedger | undefined) {
  const entries = live?.members ?? [];
  const isAligned = pool.members.every(({ repId }, index) => entries[index]?.repId === repId);
  if (isAligned || entries.length === 0) return (_: RepId, index: number): LedgerEntry | undefined => entries[index];
  const byRep = new Map(entries.map((entry) => [entry.repId, entry]));
  return (repId: RepId): LedgerEntry | undefined => byRep.get(repId);
}

export function toRecord<K extends string, V>(
  ids: readonly K[],
  valueOf: (id: K) => V | undefined,
): { readonly [Id in K]?: V } {
  const record: { [Id in K]?: V } = {};
  for (const id of ids) {
    const value = valueOf(id);
    if (value !== undefined) record[id] = value;
  }
  return record;
}
