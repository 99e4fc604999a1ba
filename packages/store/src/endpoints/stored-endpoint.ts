import type { DisabledReason, EndpointKind, EventType } from "@pointsman/contracts/endpoint";
import type { EndpointId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

export type NewEndpoint = {
  readonly id: EndpointId;
  readonly kind: EndpointKind;
  readonly name: string;
  readonly url: string;
  readonly ownerRepId: RepId;
  readonly types: readonly EventType[];
  readonly includeContact: boolean;
  /** Null: a Slack endpoint, whose address is the secret. */
  readonly secret: string | null;
  readonly createdAt: Timestamp;
};

export type StoredEndpoint = NewEndpoint & {
  readonly previousSecret: string | null;
  readonly previousSecretUntil: Timestamp | null;
  readonly failingSince: Timestamp | null;
  readonly lastSuccessAt: Timestamp | null;
  readonly pausedUntil: Timestamp | null;
  readonly disabledAt: Timestamp | null;
  readonly disabledReason: DisabledReason | null;
};

/** Columns of `endpoint` as a `StoredEndpoint`. */
export const endpointColumns = sql.raw(`
  id, kind, name, url, owner_rep_id as "ownerRepId", types, include_contact as "includeContact", secret,
  created_at as "createdAt", previous_secret as "previousSecret", previous_secret_until as "previousSecretUntil",
  failing_since as "failingSince", last_success_at as "lastSuccessAt", paused_until as "pausedUntil",
  disabled_at as "disabledAt", disabled_reason as "disabledReason"`);
