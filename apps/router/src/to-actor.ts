import type { AuditActor } from "@pointsman/contracts/audit";
import type { Caller } from "@pointsman/rpc/authenticate";

/** A caller as the audit trail names him. */
export function toActor({ id, name, personId }: Caller): AuditActor {
  return { kind: "key", id, name, ...(personId !== undefined && { personId }) };
}
