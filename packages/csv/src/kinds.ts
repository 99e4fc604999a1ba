import type { ImportKind } from "@pointsman/contracts/imports";

import { accounts } from "./kinds/accounts.ts";
import type { Kind } from "./kinds/kind.ts";
import { leads } from "./kinds/leads.ts";
import { partners } from "./kinds/partners.ts";
import { reps } from "./kinds/reps.ts";
import { territories } from "./kinds/territories.ts";
import { timeOff } from "./kinds/time-off.ts";

/** Every kind, by name. */
export const KINDS = { reps, accounts, territories, partners, "time-off": timeOff, leads } as const satisfies Record<
  ImportKind,
  Kind<never>
>;

/** A kind of which it does not matter whose entities it writes. */
export type AnyKind = Kind<never>;

/** The entities that stand in the rows of a kind. */
export type EntityOf<K extends ImportKind> = (typeof KINDS)[K] extends Kind<infer Entity> ? Entity : never;
