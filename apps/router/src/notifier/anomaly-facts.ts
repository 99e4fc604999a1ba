import type { JsonValue } from "@pointsman/contracts/primitive";
import type { Facts } from "@pointsman/contracts/rule-set";
import { findAnomaly, type StoredAnomaly } from "@pointsman/store/anomalies/anomalies";
import type { Db } from "@pointsman/store/connect";
import type { FoundNotification } from "@pointsman/store/notifications/find-notification";
import { z } from "zod";

import { toLine, toWords } from "./message-facts.ts";

/** What a message says of an anomaly's body; the analytics service writes it. */
const Body = z.object({
  kind: z.string(),
  where: z.record(z.string(), z.string()),
  since: z.string(),
  q: z.number().nullable(),
  sampleLeads: z.array(z.string()),
});

/** The anomaly that somebody is told of, as the last scan described it. */
export async function findToldAnomaly(
  db: Db,
  { payload }: Pick<FoundNotification, "payload">,
): Promise<StoredAnomaly | undefined> {
  const { anomalyId } = payload;
  return typeof anomalyId === "string" ? findAnomaly(db, anomalyId) : undefined;
}

export async function readAnomalyFacts(db: Db, notification: FoundNotification): Promise<Facts> {
  const anomaly = await findToldAnomaly(db, notification);
  if (anomaly === undefined) return {};
  return { "anomaly.id": anomaly.id, "anomaly.sentence": toLine(anomaly.sentence), ...toBodyFacts(anomaly.body) };
}

function toBodyFacts(body: JsonValue): Facts {
  const { kind, where, since, q, sampleLeads } = Body.parse(body);
  // Postgres keeps no order of names.
  const places = Object.entries(where)
    .map(([name, value]) => `${toWords(name)} ${value}`)
    .toSorted();
  return {
    "anomaly.what": toWords(kind),
    "anomaly.where": toLine(places.length === 0 ? "everywhere" : places.join(", ")),
    "anomaly.since": since,
    "anomaly.chance": q === null ? null : toChance(q),
    "anomaly.leads": sampleLeads.length === 0 ? null : sampleLeads.join(", "),
  };
}

function toChance(q: number): string {
  return q < 0.001 ? "less than 0.1 %" : `${Number((100 * q).toFixed(1))} %`;
}
