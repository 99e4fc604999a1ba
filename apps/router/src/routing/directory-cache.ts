import { AppError } from "@pointsman/contracts/error";
import type { PartnerId, RepId } from "@pointsman/contracts/id";
import type { Partner } from "@pointsman/contracts/organisation";
import type { RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";
import { compileRuleSet, type CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import type { Names } from "@pointsman/router-core/explain/render-text";
import type { Directory } from "@pointsman/router-core/snapshot";
import { toDirectory } from "@pointsman/router-core/to-directory";
import type { Tx } from "@pointsman/store/connect";
import { loadOrganisation, type Organisation } from "@pointsman/store/organisation/load-organisation";
import { readOrgState, type OrgLock, type OrgState } from "@pointsman/store/organisation/read-org-state";
import { getRuleSetVersion, type RuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";

/** A published rule set, made ready for many leads. */
interface PublishedRules {
  readonly ref: RuleSetRef;
  readonly body: RuleSet;
  readonly compiled: CompiledRuleSet;
}

/** The organisation and the rules of one revision, indexed for routing. */
export interface RoutingDirectory extends Directory {
  readonly revision: number;
  readonly organisation: Organisation;
  readonly ruleSet: PublishedRules | null;
  readonly partners: ReadonlyMap<PartnerId, Partner>;
  readonly findPartner: (code: string | undefined) => Partner | null;
  readonly repName: (repId: RepId) => string | null;
  readonly names: Names;
}

/**
 * Keeps the directory of the latest revision that was asked for. Every change of the organisation or the rules makes a
 * new revision in its own transaction, so that one small read per batch says whether the copy is still true.
 */
export class DirectoryCache {
  #latest: RoutingDirectory | null = null;

  /** The directory of the latest revision seen; null before the first. It may be out of date. */
  get latest(): RoutingDirectory | null {
    return this.#latest;
  }

  /** Names of the latest revision seen; none before the first, so that ids stand for themselves. */
  get names(): Names {
    return this.#latest?.names ?? NO_NAMES;
  }

  /**
   * The directory as this transaction must see it. With `lock: "share"` it stays true until the transaction ends:
   * whoever changes it waits for the batches in flight.
   */
  async read(tx: Tx, lock: OrgLock): Promise<RoutingDirectory> {
    return this.#refresh(tx, await readOrgState(tx, { lock }));
  }

  async #refresh(tx: Tx, { revision }: OrgState): Promise<RoutingDirectory> {
    if (this.#latest?.revision === revision) return this.#latest;
    const directory = await loadDirectory(tx, this.#latest?.ruleSet ?? null);
    if ((this.#latest?.revision ?? -1) < directory.revision) this.#latest = directory;
    return directory;
  }
}

const NO_NAMES: Names = { rep: () => undefined, pool: () => undefined, queue: () => undefined };

/** @throws AppError `UNAVAILABLE` where no rule set was published yet: leads wait in the edge's queue until one is. */
export function requireRuleSet(directory: RoutingDirectory): NonNullable<RoutingDirectory["ruleSet"]> {
  if (directory.ruleSet !== null) return directory.ruleSet;
  throw new AppError("UNAVAILABLE", "No rule set is published yet: publish one with ruleSets.publish.");
}

/** @param before the rules of an earlier revision: most changes are of the organisation and leave them as they are */
async function loadDirectory(tx: Tx, before: PublishedRules | null): Promise<RoutingDirectory> {
  const organisation = await loadOrganisation(tx);
  const version = organisation.activeRuleSetVersion;
  const published = version === null ? undefined : await getRuleSetVersion(tx, version);
  const ruleSet = published === undefined ? null : compileUnlessSame(published, before);
  return { ...indexOrganisation(organisation), ruleSet };
}

function compileUnlessSame({ version, hash, body }: RuleSetVersion, before: PublishedRules | null): PublishedRules {
  if (before?.ref.version === version && before.ref.hash === hash) return before;
  return { ref: { version, hash }, body, compiled: compileRuleSet(body) };
}

function indexOrganisation(organisation: Organisation): Omit<RoutingDirectory, "ruleSet"> {
  const directory = toDirectory(organisation);
  const { reps, pools, queues } = directory;
  const partnerByCode = new Map(organisation.partners.map((partner) => [foldCode(partner.code), partner]));
  return {
    revision: organisation.revision,
    organisation,
    ...directory,
    partners: new Map(organisation.partners.map((partner) => [partner.id, partner])),
    findPartner: (code) => (code === undefined ? null : (partnerByCode.get(foldCode(code)) ?? null)),
    repName: (repId) => reps.get(repId)?.name ?? null,
    names: {
      rep: (id) => reps.get(id)?.name,
      pool: (id) => pools.get(id)?.name,
      queue: (id) => queues.get(id)?.name,
    },
  };
}

function foldCode(code: string): string {
  return code.trim().toLowerCase();
}
