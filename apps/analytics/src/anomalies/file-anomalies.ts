import type { Anomaly } from "@pointsman/anomalies/anomaly/anomaly";
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

import { isWithin } from "./find-reroute-anomalies.ts";

const DAY_MS = 86_400_000;

interface Found {
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
  readonly history: RateHistory;
  /** When the history begins. */
  readonly fromMs: number;
  readonly now: Timestamp;
}

/** Lays what was found over what is open: the same leads are the same anomaly, whatever it is called today. */
export async function fileAnomalies(db: Db, { found, history, fromMs, now }: Scanned): Promise<FiledAnomalies> {
  return inTransaction(db, async (tx) => {
    await lockAnomalies(tx);
    const open = await listOpenAnomalies(tx);
    const leads = [...open.map(({ body }) => body as unknown as Anomaly), ...found.map(({ anomaly }) => anomaly)].map(
      (anomaly) => collectLeads(history, anomaly, fromMs),
    );
    const filed = {
      opened: [] as FiledAnomalies["opened"][number][],
      seenAgain: [] as string[],
      merged: [] as string[],
      closed: [] as string[],
    };
    for (const group of mergeFindings(leads)) {
      const [first, ...others] = group.flatMap((index) => open.slice(index, index + 1));
      const fresh = group.map((index) => found[index - open.length]).find((finding) => finding !== undefined);
      if (fresh === undefined) {
        for (const known of group.flatMap((index) => open.slice(index, index + 1))) {
          await move(tx, known, { step: "close", at: now });
          filed.closed.push(known.id);
        }
        continue;
      }
      const description = { body: fresh.anomaly as unknown as JsonValue, sentence: fresh.sentence };
      if (first === undefined) {
        filed.opened.push({ id: await insertAnomaly(tx, description, now), sentence: fresh.sentence });
        continue;
      }
      await updateAnomaly(tx, first.id, description, now);
      filed.seenAgain.push(first.id);
      for (const other of others) {
        await move(tx, other, { step: "merge", at: now, into: first.id });
        filed.merged.push(other.id);
      }
    }
    return filed;
  });
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

/** Leads by cell and day, since the anomaly began. */
function collectLeads(
  { attributes, cells, days, n }: RateHistory,
  { where, since }: Anomaly,
  fromMs: number,
): LeadsByCell {
  const fromDay = Math.max(0, Math.floor((Date.parse(since) - fromMs) / DAY_MS));
  const leads = new Map<string, number>();
  for (const [cell, values] of cells.entries()) {
    if (!isWithin(Object.fromEntries(attributes.map((name, at) => [name, values[at] ?? ""])), where)) continue;
    for (let day = fromDay; day < days; day++) {
      const count = n[cell * days + day] ?? 0;
      if (count > 0) leads.set(`${cell}:${day}`, count);
    }
  }
  return leads;
}
