import type { LeadEventKind } from "@pointsman/contracts/event";
import type { EventId } from "@pointsman/contracts/id";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import type { ColumnType, Generated } from "kysely";

import type { Json } from "./json-column.ts";

/** The one `bigint` that does not fit a number: goes in as a bigint, is selected as `content_hash::text`. */
type ContentHash = ColumnType<never, bigint, never>;

/** The tables of what the warehouse is to be told, and of what it would not take. */
export type OutboxTables = {
  readonly outbox_batch: {
    id: Generated<number>;
    token: string;
    event_count: number;
    created_at: Timestamp;
    delivered_at: Timestamp | null;
  };
  readonly outbox: {
    id: Generated<number>;
    event_id: EventId;
    kind: LeadEventKind;
    occurred_at: Timestamp;
    payload: Json<JsonValue>;
    content_hash: ContentHash;
  };
  readonly outbox_refused: {
    event_id: EventId;
    batch_id: number;
    problem: string;
    refused_at: Timestamp;
    redelivered_at: Timestamp | null;
  };
};
