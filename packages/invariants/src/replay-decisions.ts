import { AppError } from "@pointsman/contracts/error";
import type { PoolId } from "@pointsman/contracts/id";
import type { Db } from "@pointsman/store/connect";
import { listPoolDecisions, type DecisionKey, type RecordedDecision } from "@pointsman/store/decisions/find-decisions";
import { listPoollessDecisions } from "@pointsman/store/decisions/list-poolless-decisions";
import { readPoolBooks, type PoolBook } from "@pointsman/store/pools/list-pool-ledgers";

import { MAX_VIOLATIONS, type Finding, type Violation } from "./finding.ts";
import { findBreak, type CreditMove, type LedgerAt } from "./pool-chain.ts";
import { PublishedRuleSets } from "./published-rule-sets.ts";
import { replayDecision, type Replayed } from "./replay-decision.ts";

/** At some 10 KB of inputs and trace each, 2 MB at a time. */
const PAGE_SIZE = 200;

export interface SweepOptions {
  /** Aborted when the process is about to end: the check gives up. */
  readonly signal: AbortSignal;
  /** Told after each page how many decisions were made again so far. */
  readonly onProgress?: (decisions: number) => void;
}

/**
 * Makes every stored decision again, from its stored inputs and rule set, and compares the two byte for byte: outcome,
 * trace, credits and number in the pool. The decisions of a pool are taken in the order of their numbers: the first must
 * start from nothing, each other one from the ledger that the one before left, with what was moved outside decisions
 * since; the last must leave the ledger that is on file. So no two of them saw the same state: one pass proves that they
 * happened one after the other.
 *
 * Takes no locks, and reads each decision once. What is decided meanwhile is left out.
 *
 * @throws AppError `UNAVAILABLE` when the process is about to end.
 */
export async function replayDecisions(db: Db, options: SweepOptions): Promise<readonly Finding[]> {
  const sweep = new Sweep(db, options);
  const books = await readPoolBooks(db);
  for (const book of books) await sweep.replayPool(book);
  await sweep.replayPoolless();
  return sweep.findings(books.length);
}

/** Credits moved outside decisions, by the number of the decision before. */
type Moves = ReadonlyMap<number, readonly CreditMove[]>;

/** Before its first decision a pool has given nothing, and owes nobody anything. */
const UNTOUCHED: LedgerAt = { seq: 0, members: [] };

/** A ledger as one decision left it, and as the next one found it. */
interface Transition {
  readonly left: LedgerAt;
  readonly moves: Moves;
  readonly found: LedgerAt;
}

class Sweep {
  readonly #db: Db;
  readonly #ruleSets: PublishedRuleSets;
  readonly #options: SweepOptions;
  readonly #differing: Violation[] = [];
  readonly #breaks: Violation[] = [];
  readonly #overfull: Violation[] = [];
  #checked = 0;

  constructor(db: Db, options: SweepOptions) {
    this.#db = db;
    this.#ruleSets = new PublishedRuleSets(db);
    this.#options = options;
  }

  /** @param onFile read before the pool's decisions */
  async replayPool({ poolId, moves: movesOnFile, ...onFile }: PoolBook): Promise<void> {
    const moves = indexMoves(movesOnFile);
    let left: LedgerAt | null = UNTOUCHED;
    let afterSeq = 0;
    while (afterSeq < onFile.seq) {
      const limit = Math.min(PAGE_SIZE, onFile.seq - afterSeq);
      const page = await listPoolDecisions(this.#db, poolId, { afterSeq, limit });
      if (page.length === 0) break; // numbers are missing: `pool-seq-gap-free` says so
      for (const recorded of page) {
        const replayed = await replayDecision(this.#ruleSets, recorded);
        const { pool } = replayed;
        this.#note(replayed);
        if (pool !== null && left !== null) this.#compare(poolId, { left, moves, found: pool.before });
        left = pool?.after ?? null;
      }
      afterSeq = page.at(-1)?.decision.trace.selection?.seq ?? onFile.seq;
      this.#turnPage(page.length);
    }
    if (left !== null) this.#compare(poolId, { left, moves, found: onFile });
  }

  async replayPoolless(): Promise<void> {
    let after: DecisionKey | null = null;
    do {
      const page: readonly RecordedDecision[] = await listPoollessDecisions(this.#db, { after, limit: PAGE_SIZE });
      for (const recorded of page) this.#note(await replayDecision(this.#ruleSets, recorded));
      this.#turnPage(page.length);
      after = page.at(-1)?.decision ?? null;
    } while (after !== null);
  }

  findings(pools: number): readonly Finding[] {
    return [
      {
        invariant: "I-10",
        name: "decisions-replay",
        ok: this.#differing.length === 0,
        checked: this.#checked,
        detail: `${this.#checked} decisions made again from their inputs; ${this.#differing.length} came out otherwise.`,
        violations: this.#differing.slice(0, MAX_VIOLATIONS),
      },
      {
        invariant: "I-10",
        name: "pool-decisions-follow-on",
        ok: this.#breaks.length === 0,
        checked: pools,
        detail: `${pools} pools replayed in order, each decision on the ledger that the one before left; ${this.#breaks.length} were not.`,
        violations: this.#breaks.slice(0, MAX_VIOLATIONS),
      },
      {
        invariant: "I-8",
        name: "nobody-was-given-too-much",
        ok: this.#overfull.length === 0,
        checked: this.#checked,
        detail: `${this.#checked} decisions held against the hard cap of whom they chose; ${this.#overfull.length} went above it.`,
        violations: this.#overfull.slice(0, MAX_VIOLATIONS),
      },
    ];
  }

  #note({ violation, overfull }: Replayed): void {
    this.#checked += 1;
    if (violation !== null) this.#differing.push(violation);
    if (overfull !== null) this.#overfull.push(overfull);
  }

  #compare(poolId: PoolId, { left, moves, found }: Transition): void {
    const problem = findBreak(left, moves.get(left.seq) ?? [], found);
    if (problem !== null) this.#breaks.push({ poolId, afterSeq: left.seq, problem });
  }

  #turnPage(decisions: number): void {
    if (this.#options.signal.aborted) throw new AppError("UNAVAILABLE", "The service is stopping.");
    if (decisions > 0) this.#options.onProgress?.(this.#checked);
  }
}

function indexMoves(moves: PoolBook["moves"]): Moves {
  const bySeq = Map.groupBy(moves, ({ afterSeq }) => afterSeq);
  return new Map([...bySeq].map(([seq, all]) => [seq, all.flatMap(({ deltas }) => deltas)]));
}
