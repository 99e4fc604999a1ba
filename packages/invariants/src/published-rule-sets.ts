import type { RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";
import type { Db } from "@pointsman/store/connect";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";

/** Published rule sets by version. Versions never change, so that each is read once. */
export class PublishedRuleSets {
  readonly #db: Db;
  readonly #bodies = new Map<number, RuleSet>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** @throws Error where there is no such version, which a foreign key rules out. */
  async get({ version }: Pick<RuleSetRef, "version">): Promise<RuleSet> {
    const known = this.#bodies.get(version);
    if (known !== undefined) return known;
    const found = await getRuleSetVersion(this.#db, version);
    if (found === undefined) throw new Error(`There is no rule set version ${version}`);
    this.#bodies.set(version, found.body);
    return found.body;
  }
}
