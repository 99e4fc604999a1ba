import { forms } from "@pointsman/demo/forms";
import { buildOrganisation } from "@pointsman/demo/organisation";
import { demoRuleSet } from "@pointsman/demo/rule-set";

import type { Api } from "../api.ts";

/** Puts the demo organisation on file and its rule set in force, over the public API. Doing it again changes nothing. */
export async function seedOrganisation({ router }: Api, nowMs: number): Promise<string> {
  const { reps, pools, territories, accounts, partners, queues } = buildOrganisation(nowMs);
  await router.reps.upsert.mutate({ reps });
  await router.pools.upsert.mutate({ pools });
  await router.territories.upsert.mutate({ territories });
  await router.partners.upsert.mutate({ partners });
  await router.queues.upsert.mutate({ queues });
  await router.accounts.upsert.mutate({ accounts });
  await router.forms.upsert.mutate({ forms });
  const { version } = await router.ruleSets.publish.mutate({ ruleSet: demoRuleSet });
  return `${reps.length} reps, ${territories.length} territories, ${accounts.length} accounts, ${partners.length} partners; rule set version ${version}`;
}
