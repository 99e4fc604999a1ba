import type { Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

/**
 * Whose the lead is by a decision: who has it or had it last, for whom it is held, who owned the queue that it was parked
 * in, who has the lead that it joined. Null: nobody's, such as one that does not qualify yet.
 */
export function holderOf(outcome: Outcome): RepId | null {
  switch (outcome.kind) {
    case "assigned":
    case "attached":
      return outcome.repId;
    case "held":
      return outcome.forRepId;
    case "parked":
      return outcome.ownerRepId;
    case "unqualified":
      return null;
  }
}
