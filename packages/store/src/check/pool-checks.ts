import type { StoreCheck } from "./store-check.ts";

/** What must hold of the counters that batches share. */
export const POOL_CHECKS = [
  {
    name: "rep-load-counts-active-assignments",
    invariant: "I-8",
    description: "A rep's open leads are the count of his active assignments, his open units what these weigh.",
    sql: `
      select rep.id as rep_id, rep_load.open_leads, coalesce(active.leads, 0) as active_assignments,
             rep_load.open_units, coalesce(active.units, 0) as active_units
      from rep
      left join rep_load on rep_load.rep_id = rep.id
      left join (
        select rep_id, count(*) as leads, sum(work_units) as units from all_assignment where ended_at is null group by rep_id
      ) as active on active.rep_id = rep.id
      where rep_load.open_leads is distinct from coalesce(active.leads, 0)
         or rep_load.open_units is distinct from coalesce(active.units, 0)`,
  },
  {
    name: "pool-seq-gap-free",
    invariant: "I-9",
    description: "The decisions from a pool are numbered 1 to pool_state.seq without gaps, each number once.",
    sql: `
      select pool.id as pool_id, pool_state.seq, decided.decisions, decided.last_seq
      from pool
      left join pool_state on pool_state.pool_id = pool.id
      left join (
        select pool_id, count(distinct pool_seq) as numbers, count(*) as decisions, max(pool_seq) as last_seq
        from all_decision where pool_id is not null group by pool_id
      ) as decided on decided.pool_id = pool.id
      where pool_state.seq is distinct from coalesce(decided.last_seq, 0)
         or coalesce(decided.decisions, 0) <> coalesce(decided.last_seq, 0)
         or coalesce(decided.numbers, 0) <> coalesce(decided.last_seq, 0)`,
  },
  {
    name: "pool-credits-sum-to-zero",
    invariant: "I-11",
    description: "What a pool owes its members sums to exactly zero.",
    sql: `select pool_id, sum(credit_micro)::text as credit_micro from pool_ledger group by pool_id having sum(credit_micro) <> 0`,
  },
  {
    name: "pool-ledger-is-of-its-members",
    invariant: "I-11",
    description: "A pool's ledger names its members, in configured order.",
    sql: `
      select pool_id, rep_ids
      from pool_state
      where rep_ids <> array(
        select rep_id from pool_member where pool_member.pool_id = pool_state.pool_id order by position)`,
  },
] as const satisfies readonly StoreCheck[];
