import { writeFileSync } from "node:fs";

import { drawSampleDraft, type Trait } from "./draw-sample-draft.ts";
import { createRandom, type Random } from "./random.ts";
import { featuredLeads } from "./sample-featured-leads.ts";
import { fillForm, SAMPLE_FORMS, type SampleFormName } from "./sample-forms.ts";
import { SAMPLE_LEADS_FILE, type SampleLead } from "./sample-leads.ts";

const SEED = 500;
const LEADS = 500;
const REPEATS = 10;
const GENERATED = LEADS - REPEATS - featuredLeads.length;

/** Leads with each trait: exact numbers, so that a change of the word lists does not change the mix. */
const TRAIT_COUNTS = {
  account: 70,
  freeMail: 75,
  partner: 23,
  uncovered: 12,
  utm: 172,
  missing: 100,
  unusual: 40,
  long: 10,
};

// A lead has at most one of these: each of them says where it comes from.
const EXCLUSIVE_TRAITS = ["account", "freeMail", "partner", "uncovered"] as const;
const FREE_TRAITS = ["missing", "unusual", "long"] as const;

/** The sample leads, the same ones every time: `node packages/demo/src/generate-sample-leads.ts` writes them to the file. */
export function generateSampleLeads(): readonly SampleLead[] {
  const random = createRandom(SEED);
  const traits = dealTraits(random);
  const formWeights = Object.fromEntries(
    Object.entries(SAMPLE_FORMS).map(([name, { weight }]) => [name, weight]),
  ) as Record<SampleFormName, number>;
  const takenEmails = new Set<string>();
  const leads = traits.map((own, index) => {
    const draft = drawSampleDraft(random, { index, traits: own, takenEmails });
    return fillForm(random.pickWeighted(formWeights), draft);
  });
  return [...featuredLeads, ...withRepeats(random, leads)];
}

/** The file's text; laid out as oxfmt would. */
export function toSampleLeadsFile(leads: readonly SampleLead[]): string {
  return `${JSON.stringify(leads, null, 2)}\n`;
}

/** For each lead its traits. */
function dealTraits(random: Random): readonly ReadonlySet<Trait>[] {
  const hands = Array.from({ length: GENERATED }, () => new Set<Trait>());
  const deal = (trait: Trait, to: readonly Set<Trait>[]) => {
    for (const hand of to.slice(0, TRAIT_COUNTS[trait])) hand.add(trait);
  };
  let rest = random.shuffle(hands);
  for (const trait of EXCLUSIVE_TRAITS) {
    deal(trait, rest);
    rest = rest.slice(TRAIT_COUNTS[trait]);
  }
  for (const trait of FREE_TRAITS) deal(trait, random.shuffle(hands));
  // The links of partners carry campaign parameters of their own.
  deal(
    "utm",
    random.shuffle(hands).filter((hand) => !hand.has("partner")),
  );
  return hands;
}

/** Some people click twice: the same lead again, one to three places later. */
function withRepeats(random: Random, leads: readonly SampleLead[]): readonly SampleLead[] {
  const placed = leads.map((lead, index) => ({ lead, at: index }));
  const repeats = random
    .shuffle(placed)
    .slice(0, REPEATS)
    .map(({ lead, at }) => ({ lead, at: at + random.int(0, 2) + 0.5 }));
  return [...placed, ...repeats].sort((a, b) => a.at - b.at).map(({ lead }) => lead);
}

if (import.meta.main) writeFileSync(SAMPLE_LEADS_FILE, toSampleLeadsFile(generateSampleLeads()));
