import type { RoutedLead } from "@pointsman/contracts/api";
import type { Violation } from "@pointsman/invariants/finding";

import { openBed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { toRuleSet } from "../bed/organisation.ts";
import { goOnFor, underLoad } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

/** F18: rule sets are published while batches run. Each lead sees one version, and none older than the last answer. */
export const rulesPublished: Fault = {
  name: "rules-published",
  number: "F18",
  does: "a new rule set every few leads, from both routers in turn",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    const editions = size === "short" ? 4 : 40;
    const stale: Violation[] = [];
    let slowestMs = 0;
    await underLoad(bed.toBoth, bed.seed, async () => {
      for (let edition = 2; edition <= editions; edition += 1) {
        const router = bed.random.pick([bed.first, bed.second]);
        const asked = performance.now();
        const { version } = await router.api.ruleSets.publish.mutate({ ruleSet: toRuleSet(edition) });
        slowestMs = Math.max(slowestMs, performance.now() - asked);
        const before = new Set(bed.log.leads.keys());
        await goOnFor(bed.toBoth, bed.random.int(5, 20));
        for (const [leadId, { answer }] of bed.log.leads) {
          const isOlder = answer !== null && versionOf(answer) < version;
          if (isOlder && !before.has(leadId)) stale.push({ leadId, version });
        }
      }
    });
    const answers = [...bed.log.leads.values()].flatMap(({ answer }) => (answer === null ? [] : [answer]));
    note(`${answers.length} leads by ${new Set(answers.map(versionOf)).size} versions`);
    note(`a version was in force after ${Math.round(slowestMs)} ms at most`);
    return [
      ...(await bed.check()),
      toFinding("F18", "one-version-a-lead", { checked: answers.length, violations: answers.flatMap(listMixed) }),
      toFinding("F18", "none-older-than-published", { violations: stale }),
    ];
  },
};

function versionOf({ decision }: RoutedLead): number {
  return decision.ruleSet.version;
}

/** The id of a rule ends in its edition, and editions are published in order: version 3 has the rules of edition 3. */
function listMixed(lead: RoutedLead): readonly Violation[] {
  const rules = lead.decision.trace.steps.flatMap(({ rule }) => (rule === null ? [] : [rule.id]));
  const isMixed = rules.some((id) => !id.endsWith(`-${versionOf(lead)}`));
  return isMixed ? [{ leadId: lead.leadId, version: versionOf(lead), rules: rules.join(" ") }] : [];
}
