import { AppError, type FieldIssue } from "@pointsman/contracts/error";
import type { PartnerId, PoolId, QueueId, TerritoryId } from "@pointsman/contracts/id";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { findUsesOfPartner, findUsesOfPool, findUsesOfQueue, type Use } from "@pointsman/store/organisation/find-uses";
import { removePartner, removePool, removeQueue, removeTerritory } from "@pointsman/store/organisation/remove-parts";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";

type Context = Pick<ServiceContext, "db" | "directories">;

/** A kind of thing that can be taken away while nothing refers to it. */
interface Kind<Id extends string> {
  readonly what: string;
  readonly findUses: (db: Db, id: Id) => Promise<readonly Use[]>;
  readonly remove: (tx: Tx, id: Id) => Promise<number>;
  /** Looking for uses goes through all leads: not under the lock that batches wait for. */
  readonly isSlow?: true;
}

const TERRITORY: Kind<TerritoryId> = {
  what: "territory",
  findUses: async () => [],
  remove: removeTerritory,
};
const POOL: Kind<PoolId> = { what: "pool", findUses: findUsesOfPool, remove: removePool };
const QUEUE: Kind<QueueId> = { what: "queue", findUses: findUsesOfQueue, remove: removeQueue };
const PARTNER: Kind<PartnerId> = {
  what: "partner",
  findUses: findUsesOfPartner,
  remove: removePartner,
  isSlow: true,
};
/** So many of what refers to a part are named: enough to see what it is. */
const MAX_EXAMPLES = 5;

/** Each @throws AppError `NOT_FOUND`; `STILL_IN_USE` with an issue for each kind of thing that refers to it */
export const removeParts = {
  territory: async (context: Context, id: TerritoryId) => removePart(context, TERRITORY, id),
  pool: async (context: Context, id: PoolId) => removePart(context, POOL, id),
  queue: async (context: Context, id: QueueId) => removePart(context, QUEUE, id),
  partner: async (context: Context, id: PartnerId) => removePart(context, PARTNER, id),
} as const;

async function removePart<Id extends string>(
  { db, directories }: Context,
  kind: Kind<Id>,
  id: Id,
): Promise<{ readonly removed: number }> {
  assertUnused(kind.what, id, await kind.findUses(db, id));
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "update");
    assertUnused(kind.what, id, findRules(directory, id));
    // A lead of a partner that comes in between is routed as one whose partner is gone.
    if (kind.isSlow === undefined) assertUnused(kind.what, id, await kind.findUses(tx, id));
    const removed = await kind.remove(tx, id);
    if (removed === 0) throw new AppError("NOT_FOUND", `There is no ${kind.what} ${id}.`);
    return { removed };
  });
}

/** Ids say what they are, so that one which stands in the rules in quotes is meant there. */
function findRules({ ruleSet }: RoutingDirectory, id: string): readonly Use[] {
  const isNamed = ruleSet !== null && JSON.stringify(ruleSet.body).includes(JSON.stringify(id));
  return isNamed ? [{ what: "the rule set in force", ids: [`version ${ruleSet.ref.version}`] }] : [];
}

function assertUnused(what: string, id: string, uses: readonly Use[]): void {
  const issues = uses
    .filter(({ ids }) => ids.length > 0)
    .map(({ what, ids }): FieldIssue => ({ field: "(body)", problem: `${what}: ${toExamples(ids)}` }));
  const [first] = issues;
  if (first === undefined) return;
  throw new AppError("STILL_IN_USE", `The ${what} ${id} is still in use by ${first.problem}.`, issues);
}

/** A pool's decisions may name one lead several times, and be thousands. */
function toExamples(ids: readonly string[]): string {
  const all = [...new Set(ids)];
  return `${all.slice(0, MAX_EXAMPLES).join(", ")}${all.length > MAX_EXAMPLES ? " and more" : ""}`;
}
