import type { KnownAvailability } from "@pointsman/contracts/availability";
import type { Partner, Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";

import { loadAvailability } from "../availability/load-availability.ts";
import type { Tx } from "../connect.ts";
import { loadTimeOff } from "./load-time-off.ts";
import { readOrgState, type OrgLock, type OrgState } from "./read-org-state.ts";

/** Everything about the organisation that a decision can depend on, save loads and credits. Each list by id. */
export type Organisation = Omit<OrgState, "leadsWait"> & {
  readonly reps: readonly Rep[];
  readonly pools: readonly Pool[];
  readonly territories: readonly Territory[];
  readonly partners: readonly Partner[];
  readonly queues: readonly Queue[];
  readonly availability: KnownAvailability;
};

/**
 * Loads the organisation as of one revision. With `lock: "share"` nothing changes between its statements; without, the
 * transaction must be one that sees a single instant (repeatable read).
 */
export async function loadOrganisation(tx: Tx, lock: Exclude<OrgLock, "update"> = "share"): Promise<Organisation> {
  const { revision, activeRuleSetVersion } = await readOrgState(tx, { lock });
  return {
    revision,
    activeRuleSetVersion,
    reps: await loadReps(tx),
    pools: await loadPools(tx),
    territories: await loadTerritories(tx),
    partners: await loadPartners(tx),
    queues: await tx.selectFrom("queue").select(["id", "name", "owner_rep_id as ownerRepId"]).orderBy("id").execute(),
    availability: await loadAvailability(tx),
  };
}

async function loadReps(tx: Tx): Promise<readonly Rep[]> {
  const timeOff = await loadTimeOff(tx);
  const reps = await tx
    .selectFrom("rep")
    .select(["id", "name", "personal_email as email", "role", "team", "status", "time_zone as timeZone", "capacity"])
    .select(["soft_limit_pct as softLimitPct", "hard_limit_pct as hardLimitPct", "ramp_pct as rampPct"])
    .select(["skills", "backup_rep_id as backupRepId", "working_hours as workingHours", "ramp_steps as rampSteps"])
    .select(["busy", "busy_counts as busyCounts", "long_busy_minutes as longBusyMinutes"])
    .select(["max_per_day as maxPerDay", "max_per_week as maxPerWeek", "max_per_month as maxPerMonth"])
    .orderBy("id")
    .execute();
  return reps.map((rep) => withTimeOff(rep, timeOff.get(rep.id) ?? []));
}

function withTimeOff(rep: Omit<Rep, "timeOff">, timeOff: Rep["timeOff"]): Rep {
  return { ...rep, timeOff };
}

async function loadPools(tx: Tx): Promise<readonly Pool[]> {
  const members = await tx
    .selectFrom("pool_member")
    .select(["pool_id", "rep_id as repId", "weight"])
    .orderBy("pool_id")
    .orderBy("position")
    .execute();
  const byPool = Map.groupBy(members, (member) => member.pool_id);
  const pools = await tx
    .selectFrom("pool")
    .select(["id", "name", "selection", "required_skills as requiredSkills"])
    .select(["available_within_hours as availableWithinHours", "value"])
    .orderBy("id")
    .execute();
  return pools.map((pool) => withMembers(pool, byPool.get(pool.id) ?? []));
}

function withMembers(pool: Omit<Pool, "members">, members: Pool["members"]): Pool {
  return { ...pool, members: members.map(({ repId, weight }) => ({ repId, weight })) };
}

async function loadTerritories(tx: Tx): Promise<readonly Territory[]> {
  return tx
    .selectFrom("territory")
    .select(["id", "name", "division", "segment_pools as segmentPools", "pool_id as poolId"])
    .orderBy("id")
    .execute();
}

async function loadPartners(tx: Tx): Promise<readonly Partner[]> {
  return tx
    .selectFrom("partner")
    .select(["id", "name", "code", "manager_rep_id as managerRepId", "policy", "attribution_days as attributionDays"])
    .orderBy("id")
    .execute();
}
