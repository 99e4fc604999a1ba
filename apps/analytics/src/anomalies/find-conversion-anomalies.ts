import { HORIZON_DAYS, type LeadAge } from "@pointsman/anomalies/conversion/delay-curve";
import { detectConversionFalls, type ConversionRow } from "@pointsman/anomalies/conversion/detect-conversion-falls";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { conversionAges } from "@pointsman/warehouse/anomalies/conversion-ages";

import type { ServiceContext } from "../context.ts";
import { STRICT_Q, type Finding } from "./finding.ts";
import { mergePlaces } from "./merge-places.ts";

const DAY_MS = 86_400_000;
/** What was routed in so many days is compared with what was routed before, as far back as conversions are waited for. */
const WINDOW = 28;

type Ages = Awaited<ReturnType<typeof conversionAges.run>>;

/** Rules whose leads convert less than they did, with each lead counted for how much of its chances it has had. */
export async function findConversionAnomalies(
  warehouse: ServiceContext["warehouse"],
  untilMs: number,
): Promise<readonly Finding[]> {
  const from = toTimestamp(untilMs - (WINDOW + HORIZON_DAYS) * DAY_MS);
  const ages = await conversionAges.run(warehouse, { from, until: toTimestamp(untilMs) });
  const strata = Map.groupBy(ages, ({ territory, tier, rule, source }) => [territory, tier, rule, source].join("\n"));
  const rows = [...strata.values()].map(toRow);
  const found = detectConversionFalls(rows, { q: STRICT_Q }).map(
    ({ row, converted, oldEnough, rate, usualRate, q }): Finding => {
      const count = { k: converted, n: Math.round(oldEnough) };
      const sinceMs = untilMs - WINDOW * DAY_MS;
      return { kind: "conversion", where: row.attributes, value: rate, usual: usualRate, count, q, sinceMs, untilMs };
    },
  );
  return mergePlaces(
    found,
    rows.filter(({ now }) => now.length > 0).map(({ attributes }) => attributes),
  );
}

function toRow(ages: Ages): ConversionRow {
  const now: LeadAge[] = [];
  const base: LeadAge[] = [];
  for (const { age, convertedAfter, leads } of ages) {
    const lead = { age, convertedAfter };
    for (let index = 0; index < leads; index++) (age < WINDOW ? now : base).push(lead);
  }
  const { territory = "", tier = "", rule = "", source = "" } = ages[0] ?? {};
  return { attributes: { territory, tier, rule, source }, tier, now, base };
}
