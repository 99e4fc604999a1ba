import type { GuardedFetch } from "@pointsman/outbound/guarded-fetch";
import type { Mailer } from "@pointsman/outbound/mail";

import type { ServiceContext } from "../context.ts";

/** What telling people works with. */
export interface NotifierContext extends Pick<ServiceContext, "db" | "clock" | "directories" | "log"> {
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly fetch: GuardedFetch;
  /** Null: no server for e-mail is configured. */
  readonly mailer: Mailer | null;
}
