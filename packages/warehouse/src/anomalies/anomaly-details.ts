import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";

const Value = z.string().default("");

/**
 * What is common to the leads that make an anomaly of a kind, in one part of the traffic; an attribute that is '' may be
 * anything. Of a kind that no lead shows alone, such as fewer of them, all leads there.
 */
export const anomalyDetails = defineQuery({
  name: "anomaly_details",
  sql: `
    with multiIf(
      {kind: String} = 'reroute_rate', is_rerouted,
      {kind: String} = 'fallback_share', coalesce(first_outcome = 'parked', false),
      {kind: String} = 'fact_missing', multiIf(
        {fact: String} = 'tier', tier is null, {fact: String} = 'segment', segment is null,
        {fact: String} = 'territory', territory is null, {fact: String} = 'country', country is null, vertical is null),
      {kind: String} = 'route_promise', coalesce(routed_at > qualified_at + interval 60 second, false),
      {kind: String} in ('route_time', 'route_time_tail'), coalesce(first_epoch = 1, false),
      true) as is_shown,
      coalesce(routed_at, first_outcome_at, received_at) as at
    select
      sumMapIf(map(coalesce(reason, 'other'), 1), is_shown and reason is not null) as reasons,
      -- Those that took longest to be routed first: of slow ones they say most.
      arraySlice(arrayMap(lead -> lead.2, arraySort(groupArrayIf((-wait, lead_id), is_shown))), 1, 5) as sample_leads,
      max(first_rule_set_version) as rule_set_version
    from (
      select *,
        multiIf({kind: String} = 'reroute_rate' and is_rerouted, coalesce(reroute_reason, 'other'),
          {kind: String} = 'fallback_share', first_outcome_reason, null) as reason,
        if({kind: String} in ('route_time', 'route_time_tail', 'route_promise'),
          coalesce(toUnixTimestamp64Milli(routed_at) - toUnixTimestamp64Milli(qualified_at), 0), 0) as wait
      from lead_v1)
    where at >= {from: DateTime64(3, 'UTC')} and at < {until: DateTime64(3, 'UTC')}
      and {territory: String} in ('', coalesce(territory, 'none'))
      and {tier: String} in ('', coalesce(tier, 'none'))
      and {rule: String} in ('', coalesce(first_rule_id, 'none'))
      and {source: String} in ('', toString(source))`,
  params: z.object({
    kind: z.string(),
    from: TimeParam,
    until: TimeParam,
    territory: Value,
    tier: Value,
    rule: Value,
    source: Value,
    fact: Value,
  }),
  row: z
    .object({
      reasons: z.record(z.string(), z.coerce.number()),
      sampleLeads: z.array(z.string()).readonly(),
      ruleSetVersion: z.number().nullable(),
    })
    .readonly(),
});
