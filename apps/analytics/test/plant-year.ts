import { toTimestamp } from "@pointsman/contracts/primitive";

import type { ServiceContext } from "../src/context.ts";
import { START_MS } from "./test-service.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 365;
const LEADS_A_DAY = 240;

interface Year {
  /** Another one is another year. */
  readonly seed: number;
  readonly isPlanted: boolean;
}

/**
 * A year of leads, made by the engine: 240 a day in four territories, three tiers and five sources. 6 % are re-routed, 3 %
 * parked, 2 % lack a segment, 30 % convert after eight days on average, and routing takes five seconds. Where anomalies
 * are planted there is one of each kind in the last days.
 */
export async function plantYear(
  { warehouse }: Pick<ServiceContext, "warehouse">,
  { seed, isPlanted }: Year,
): Promise<void> {
  // A number from 0 to 1 that is the same in each run, for the lead `number` and a purpose.
  const chance = (purpose: string) => `(cityHash64(number, '${purpose}', ${seed}) / 18446744073709551616.)`;
  const lastHourMs = START_MS - (START_MS % HOUR_MS) - HOUR_MS;
  const fromMs = START_MS - DAYS * DAY_MS;
  const planted = isPlanted ? "1" : "0";
  const last = (days: number) => `(${planted} and number >= ${(DAYS - days) * LEADS_A_DAY})`;
  await warehouse.command({
    query: `
      insert into lead_row_v1 (lead_id, source, received_at, qualified_at, country, tier, segment, territory,
        first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rule_id,
        first_rule_set_version, is_rerouted, reroute_reason, converted_at)
      with
        ['west', 'east', 'north', 'south'][1 + number % 4] as place,
        ['A', 'B', 'C'][1 + intDiv(number, 4) % 3] as class,
        -- The last hour's leads are many more, all of one source.
        number >= ${DAYS * LEADS_A_DAY} as is_burst,
        if(is_burst, 'ads', ['web', 'webinar', 'partner', 'ads', 'fair'][1 + cityHash64(number, 'source', ${seed}) % 5]) as origin,
        toDateTime64('${toTimestamp(fromMs).replace("T", " ").replace("Z", "")}', 3, 'UTC') as start,
        start + toIntervalMillisecond(if(is_burst, ${lastHourMs - fromMs}, intDiv(number * ${DAY_MS}, ${LEADS_A_DAY}))) as received,
        place = 'west' and class = 'B' and ${last(6)} as is_rerouted_more,
        place = 'north' and ${last(5)} as is_parked_more,
        ${chance("park")} < if(is_parked_more, 0.3, 0.03) as is_parked,
        multiIf(place != 'east', concat(place, '-all'), ${chance("rule")} < if(${last(6)}, 0.92, 0.5), 'east-a', 'east-b') as rule,
        not is_parked and ${chance("reroute")} < if(is_rerouted_more, 0.35, 0.06) as is_taken,
        toInt64(multiIf(
          ${chance("promise")} < 0.04 and ${last(3)}, 90000,
          place = 'south' and class = 'C' and ${last(5)}, -log(1 - ${chance("route")}) * 15000,
          place = 'south' and class = 'A' and ${chance("route")} > 0.8 and ${last(7)}, -log(1 - ${chance("route")}) * 15000,
          -log(1 - ${chance("route")}) * 5000)) as wait_ms,
        received + toIntervalMillisecond(wait_ms) as decided,
        decided + toIntervalMillisecond(toInt64(-log(1 - ${chance("delay")}) * ${8 * DAY_MS})) as converted,
        not is_parked and ${chance("convert")} < if(origin = 'webinar' and ${last(28)}, 0.03, 0.3)
          and converted < start + toIntervalDay(${DAYS}) as is_converted
      select
        concat('lead_', toString(number)), origin, received, received, 'US', class,
        if(${chance("segment")} < if(origin = 'partner' and ${last(5)}, 0.6, 0.02), null, 'mid-market'), place,
        if(is_parked, 'parked', 'assigned'), decided, if(is_parked, 'nobody_available', null), if(is_parked, 'parked', 'assigned'),
        if(is_parked, null, decided), if(is_parked, null, 1), if(is_parked, null, rule),
        1, is_taken, if(is_taken, 'capacity', null), if(is_converted, converted, null)
      from numbers(${DAYS * LEADS_A_DAY} + ${planted} * 40)
      where not (origin = 'fair' and ${last(1)})`,
  });
}
