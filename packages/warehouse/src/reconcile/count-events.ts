import { LeadEventKind } from "@pointsman/contracts/event";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";

/**
 * How many events there are, and the XOR of their content hashes, per hour of `occurredAt` and kind, for occurrences
 * in [from, until). Equal to the same figures from Postgres (`count(*)`, `bit_xor`) if, and practically only if, both
 * stores hold the same events. Whole numbers as text: they exceed what a JavaScript number holds.
 */
export const countEvents = defineQuery({
  name: "count_events",
  sql: `
    select
      -- As DateTime64, to come out in the same form as every other time.
      toDateTime64(toStartOfHour(occurred_at), 3, 'UTC') as hour,
      kind,
      toString(count()) as count,
      toString(groupBitXor(content_hash)) as hash_xor
    from lead_event_v2 final
    where occurred_at >= {from: DateTime64(3, 'UTC')} and occurred_at < {until: DateTime64(3, 'UTC')}
    group by hour, kind
    order by hour, kind`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z.object({ hour: Timestamp, kind: LeadEventKind, count: z.string(), hashXor: z.string() }).readonly(),
});
