import type { RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { renderText } from "@pointsman/router-core/explain/render-text";

import type { ServiceContext } from "../context.ts";
import { toPlacement } from "../routing/write-decisions.ts";

/** A decision as callers see it: with where it put the lead, and the reason in words. */
export function describeDecision(
  { directories }: Pick<ServiceContext, "directories">,
  decision: Decision,
  { repeated }: { readonly repeated: boolean },
): RoutedLead {
  return {
    leadId: decision.leadId,
    state: toPlacement(decision).state,
    repeated,
    decision,
    explanation: renderText(decision, directories.names),
  };
}
