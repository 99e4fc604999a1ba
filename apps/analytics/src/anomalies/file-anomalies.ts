import type { Anomaly, AnomalyKind } from "@pointsman/anomalies/anomaly/anomaly";
import { advance, type AnomalyState, type AnomalyStep } from "@pointsman/anomalies/anomaly/life-cycle";
import { mergeFindings, type LeadsByCell } from "@pointsman/anomalies/anomaly/merge-findings";
import type { RateHistory } from "@pointsman/anomalies/rates/history";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import {
  insertAnomaly,
  listOpenAnomalies,
  lockAnomalies,
  moveAnomaly,
  updateAnomaly,
  type StoredAnomaly,
} from "@pointsman/store/anomalies/anomalies";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";

import { isWithin } from "./finding.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is not seen any more is over after so long: an hour's or a week's window hovers about its threshold. Others know by their days. */
const CALM_MS: Partial<Readonly<Record<AnomalyKind, number>>> = {
  volume: 6 * HOUR_MS,
  silence: 0,
  route_promise: 6 * HOUR_MS,
  route_time: 3 * DAY_MS,
  route_time_tail: 3 * DAY_MS,
  conversion: 3 * DAY_MS,
};

export interface Found {
  readonly anomaly: Anomaly;
  readonly sentence: string;
}

export interface FiledAnomalies {
  readonly opened: readonly { readonly id: string; readonly sentence: string }[];
  /** Ids. */
  readonly seenAgain: readonly string[];
  readonly merged: readonly string[];
  readonly closed: readonly string[];
}

interface Scanned {
  readonly found: readonly Found[];
  readonly histories: ReadonlyMap<AnomalyKind, RateHistory>;
  /** When the histories begin. */
  readonly fromMs: number;
  readonly now: Timestamp;
}

/** What is filed by a scan, and told in the same transaction. */
class Filing {
  readonly opened: FiledAnomalies["opened"][number][] = [];
  readonly seenAgain: string[] = [];
  readonly merged: string[] = [];
  readonly closed: string[] = [];
  readonly #tx: Tx;
  readonly #now: Timestamp;

  constructor(tx: Tx, now: Timestamp) {
    this.#tx = tx;
    this.#now = now;
  }

  async open({ anomaly, sentence }: Found): Promise<void> {
    const id = await insertAnomaly(this.#tx, { body: toBody(anomaly), sentence }, this.#now);
    await this.#tell("anomaly_opened", id);
    this.opened.push({ id, sentence });
  }

  async seeAgain(known: StoredAnomaly, { anomaly, sentence }: Found): Promise<void> {
    await updateAnomaly(this.#tx, known.id, { body: toBody(anomaly), sentence }, this.#now);
    this.seenAgain.push(known.id);
  }

  async merge(known: StoredAnomaly, into: string): Promise<void> {
    await move(this.#tx, known, { step: "merge", at: this.#now, into });
    this.merged.push(known.id);
  }

  async closeIfCalm(known: StoredAnomaly): Promise<void> {
    const calmMs = CALM_MS[toAnomaly(known).kind] ?? 0;
    if (Date.parse(this.#now) - Date.parse(known.seenAt) < calmMs) return;
    await move(this.#tx, known, { step: "close", at: this.#now });
    await this.#tell("anomaly_closed", known.id);
    this.closed.push(known.id);
  }

  async #tell(kind: "anomaly_opened" | "anomaly_closed", anomalyId: string): Promise<void> {
    const told = { kind, repId: null, lead: null, createdAt: this.#now, payload: { anomalyId } } as const;
    await insertNotifications(this.#tx, [told]);
  }
}

/** Lays what was found over what is open: the same leads are the same anomaly, whatever it is called today. */
export async function fileAnomalies(db: Db, { found, now, ...seen }: Scanned): Promise<FiledAnomalies> {
  return inTransaction(db, async (tx) => {
    await lockAnomalies(tx);
    const open = await listOpenAnomalies(tx);
    const filing = new Filing(tx, now);
    const leads = [...open.map(toAnomaly), ...found.map(({ anomaly }) => anomaly)].map((one) =>
      collectLeads(one, seen),
    );
    for (const group of mergeFindings(leads)) {
      const [first, ...others] = group.flatMap((index) => open.slice(index, index + 1));
      const fresh = group.map((index) => found[index - open.length]).find((finding) => finding !== undefined);
      if (fresh === undefined) {
        for (const known of group.flatMap((index) => open.slice(index, index + 1))) await filing.closeIfCalm(known);
      } else if (first === undefined) {
        await filing.open(fresh);
      } else {
        await filing.seeAgain(first, fresh);
        for (const other of others) await filing.merge(other, first.id);
      }
    }
    const { opened, seenAgain, merged, closed } = filing;
    return { opened, seenAgain, merged, closed };
  });
}

/** As `toBody` wrote it. */
function toAnomaly({ body }: StoredAnomaly): Anomaly {
  return body as unknown as Anomaly;
}

function toBody(anomaly: Anomaly): JsonValue {
  return anomaly as unknown as JsonValue;
}

/** @returns whether the step applied */
export async function move(tx: Tx, known: StoredAnomaly, step: AnomalyStep): Promise<boolean> {
  const next = advance(toState(known), step);
  if (next === null) return false;
  await moveAnomaly(tx, known.id, {
    state: next.state,
    stateAt: next.at,
    acknowledgedBy: next.state === "acknowledged" ? next.by : null,
    mergedInto: next.state === "merged" ? next.into : null,
  });
  return true;
}

function toState({ state, stateAt: at, acknowledgedBy, mergedInto }: StoredAnomaly): AnomalyState {
  switch (state) {
    case "acknowledged":
      return { state, at, by: acknowledgedBy ?? "" };
    case "merged":
      return { state, at, into: mergedInto ?? "" };
    case "opened":
    case "closed":
      return { state, at };
  }
}

/**
 * Leads by cell and day, since the anomaly began; of a kind that has no history the place stands for its leads. Kinds are
 * told apart: leads that are re-routed more and routed later are two things to look into.
 */
function collectLeads(
  { kind, where, since }: Anomaly,
  { histories, fromMs }: Pick<Scanned, "histories" | "fromMs">,
): LeadsByCell {
  const history = histories.get(kind);
  if (history === undefined) {
    const place = Object.entries(where).map(([name, value]) => `${name}=${value}`);
    return new Map([[`${kind}:${place.toSorted().join()}`, 1]]);
  }
  const { attributes, cells, days, n } = history;
  const fromDay = Math.max(0, Math.floor((Date.parse(since) - fromMs) / DAY_MS));
  const leads = new Map<string, number>();
  for (const [cell, values] of cells.entries()) {
    if (!isWithin(Object.fromEntries(attributes.map((name, at) => [name, values[at] ?? ""])), where)) continue;
    for (let day = fromDay; day < days; day++) {
      const count = n[cell * days + day] ?? 0;
      if (count > 0) leads.set(`${kind}:${cell}:${day}`, count);
    }
  }
  return leads;
}
