import { MAX_VIOLATIONS, type Finding } from "@pointsman/invariants/finding";
import { measureOutboxLag } from "@pointsman/store/outbox/measure-outbox-lag";
import { countRefused, listRefused } from "@pointsman/store/outbox/refused-events";

import { catchUp, type CatchUpDeps } from "../verbs/catch-up.ts";

/** 40 times the idle pause of a relay, and some 100,000 events of a backlog. */
const PATIENCE_MS = 10_000;

/** Every event reaches the warehouse: those that exist now do within 10 s, and none is set aside. */
export async function checkDelivery(deps: CatchUpDeps): Promise<Finding> {
  const { caughtUp, waiting, waitedMs } = await catchUp(deps, { timeoutMs: PATIENCE_MS });
  const { oldestOccurredAt } = await measureOutboxLag(deps.db);
  const refused = await listRefused(deps.db, { limit: MAX_VIOLATIONS });
  const aside = refused.length === 0 ? "" : ` The warehouse refused ${await countRefused(deps.db)} events.`;
  const delivery = caughtUp
    ? "Every event that existed has been delivered."
    : `${waiting} events were not delivered in ${waitedMs} ms; the relay is ${deps.relay.state.kind}.`;
  return {
    invariant: "I-19",
    name: "every-event-is-delivered",
    ok: caughtUp && refused.length === 0,
    detail: `${delivery}${aside}`,
    violations: [...(caughtUp ? [] : [{ waiting, oldestOccurredAt }]), ...refused],
  };
}
