import { LeadEventKind } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { MAX_VIOLATIONS, type Finding } from "@pointsman/invariants/finding";
import { countOutboxByHourAndKind } from "@pointsman/store/outbox/count-outbox-by-hour-and-kind";
import { listWaitingGroups, type EventGroup } from "@pointsman/store/outbox/waiting-events";
import { countEvents } from "@pointsman/warehouse/reconcile/count-events";

import type { ServiceContext } from "../context.ts";

export type CompareDeps = Pick<ServiceContext, "db" | "warehouse" | "pause" | "stopping">;

/** What one store has of a group. */
interface Totals {
  readonly count: number;
  readonly hashXor: string;
}

/** `moving`: events came or were on their way while we looked, so that nothing can be said. */
export type Verdict =
  | { readonly kind: "equal" | "moving" }
  | { readonly kind: "different"; readonly group: EventGroup; readonly postgres: Totals; readonly warehouse: Totals };

/** Every time that the warehouse can hold. */
export const FIRST: Timestamp = "1970-01-01T00:00:00.000Z";
const LAST: Timestamp = "2299-12-31T23:59:59.999Z";

const MAX_ROUNDS = 5;
const PAUSE_MS = 300;
const NOTHING: Totals = { count: 0, hashXor: "0" };

/**
 * Compares count and XOR of the event hashes per hour and kind in both stores. Right while leads are routed: a group is
 * judged only if it stood still while we looked; one that did not is looked at again, five times in all.
 */
export async function compareStores(deps: CompareDeps): Promise<Finding> {
  return toFinding(await compareGroups(deps, FIRST));
}

/** The verdict on each group from the hour `from` on, by its hour and kind with a blank between. */
export async function compareGroups(deps: CompareDeps, from: Timestamp): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  let since = from;
  for (let round = 1; round <= MAX_ROUNDS && !deps.stopping.aborted; round++) {
    for (const [key, verdict] of await compareSince(deps, since)) verdicts.set(key, verdict);
    const moving = listKeys(verdicts, "moving");
    if (moving.length === 0) break;
    // Keys start with their hour, so that the first is the oldest.
    since = moving.toSorted()[0]?.slice(0, FIRST.length) ?? since;
    await deps.pause(PAUSE_MS, deps.stopping);
  }
  return verdicts;
}

/**
 * One look at the groups from the hour `since` on. The order of the reads is what makes it exact: what Postgres had
 * first and waits no more lies in the warehouse when that is read, and what lies there Postgres has at the end. So a
 * group that had the same events at both ends, and none on their way, must be equal.
 */
async function compareSince({ db, warehouse }: CompareDeps, since: Timestamp): Promise<ReadonlyMap<string, Verdict>> {
  const before = toTotals(await countOutboxByHourAndKind(db, since));
  const waiting = new Set((await listWaitingGroups(db)).map(toKey));
  const stored = toTotals(await countEvents.run(warehouse, { from: since, until: LAST }));
  const after = toTotals(await countOutboxByHourAndKind(db, since));
  const judge = (key: string): Verdict => {
    const postgres = before.get(key) ?? NOTHING;
    const inWarehouse = stored.get(key) ?? NOTHING;
    if (waiting.has(key) || !isEqual(postgres, after.get(key) ?? NOTHING)) return { kind: "moving" };
    if (isEqual(postgres, inWarehouse)) return { kind: "equal" };
    return { kind: "different", group: toGroup(key), postgres, warehouse: inWarehouse };
  };
  return new Map([...before.keys(), ...stored.keys(), ...after.keys()].map((key) => [key, judge(key)]));
}

function toTotals(
  rows: readonly (EventGroup & { readonly count: number | string; readonly hashXor: string })[],
): ReadonlyMap<string, Totals> {
  return new Map(rows.map((row) => [toKey(row), { count: Number(row.count), hashXor: row.hashXor }]));
}

function toKey({ hour, kind }: EventGroup): string {
  return `${hour} ${kind}`;
}

/** A key made by `toKey`. */
function toGroup(key: string): EventGroup {
  const [hour = "", kind] = key.split(" ");
  return { hour, kind: LeadEventKind.parse(kind) };
}

function isEqual(one: Totals, other: Totals): boolean {
  return one.count === other.count && one.hashXor === other.hashXor;
}

function listKeys(verdicts: ReadonlyMap<string, Verdict>, kind: Verdict["kind"]): readonly string[] {
  return [...verdicts].flatMap(([key, verdict]) => (verdict.kind === kind ? [key] : []));
}

function toFinding(verdicts: ReadonlyMap<string, Verdict>): Finding {
  const moving = listKeys(verdicts, "moving").length;
  const different = [...verdicts.values()].flatMap((verdict) =>
    verdict.kind === "different"
      ? [{ ...verdict.group, postgres: verdict.postgres, warehouse: verdict.warehouse }]
      : [],
  );
  const checked = verdicts.size - moving;
  const rest = moving === 0 ? "" : ` ${moving} more could not be compared: events were on their way.`;
  return {
    invariant: "I-20",
    name: "stores-hold-the-same-events",
    ok: different.length === 0,
    checked,
    detail: `${checked} groups of hour and kind compared by count and hash; ${different.length} differ.${rest}`,
    violations: different.slice(0, MAX_VIOLATIONS),
  };
}
