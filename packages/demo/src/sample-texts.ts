import type { Random } from "./random.ts";

const ORDINARY_MESSAGES = [
  "We are comparing tools for next quarter. Could somebody show us around?",
  "How does it handle round robin across three offices?",
  "Please send pricing for 40 seats.",
  "Our leads sit in a shared inbox for two days before anybody looks. Help!",
  "Met you at the booth on Tuesday; following up as promised.",
  "Bitte um Rückruf, gern nachmittags. Danke!",
  "Nous cherchons une solution pour notre équipe commerciale.",
  "Is there an on-premise option? Security will ask.",
  "Need this live before our fiscal year starts 🙏",
  "call me",
];

const PARAGRAPHS = [
  "We grew by acquisition, so four teams work from four spreadsheets, and every Monday somebody merges them by hand.",
  "Last quarter about one lead in six was re-assigned at least once, mostly because the territory map was out of date.",
  "Our EMEA colleagues want to keep their own rules; the US team wants the account's owner to win in every case.",
  "What we would need first: named accounts, then territory by state and size, then specialists for health systems.",
  "Also: what happens to a lead when its rep is on leave for two weeks? Today it waits. Nobody notices. 😬",
  "I attach no files as your form does not allow any, but I am happy to send our present rule book (31 pages).",
];

/** Industries as forms list them and as people type them; the last four have no specialist. */
const VERTICALS = [
  "RevOps",
  "Revenue Operations",
  "Fintech",
  "Financial Services",
  "Banking & insurance",
  "Healthcare",
  "Medical devices",
  "healthcare software",
  "Manufacturing",
  "Industrial automation",
  "Public Sector",
  "Government",
  "Retail & e-commerce",
  "Software / SaaS",
  "software",
  "Logistics",
  "Transportation",
  "Hospitality",
  "Non-profit",
  "Agriculture",
  "Other",
];

const INTEREST_WEIGHTS = {
  demo: 14,
  "Demo request": 14,
  "Request a demo": 8,
  Pricing: 10,
  pricing: 6,
  "Contact sales": 14,
  "Free trial": 10,
  Integrations: 8,
  Whitepaper: 8,
  Newsletter: 8,
};

const JOB_TITLES = [
  "VP Sales",
  "Head of Revenue Operations",
  "RevOps Manager",
  "Sales Ops Analyst",
  "CRO",
  "Marketing Director",
  "Geschäftsführer",
  "IT Manager",
  "Founder & CEO",
  "Student",
  "Chief of Staff",
  "Demand Gen Lead",
];

const CAMPAIGNS = ["fall-launch", "routing-guide", "revops-summit-2026", "brand", "retargeting_q4"];
const UTM_SOURCES = ["google", "linkedin", "newsletter", "bing", "reddit", "podcast"];
const UTM_MEDIUMS = ["cpc", "social", "email", "display", "referral"];

/** The text that a visitor typed. */
export function drawMessage(random: Random): string {
  return random.pick(ORDINARY_MESSAGES);
}

/** Some two to four thousand characters, in paragraphs. */
export function drawLongMessage(random: Random): string {
  return Array.from({ length: random.int(18, 34) }, () => random.pick(PARAGRAPHS)).join("\n\n");
}

export function drawVertical(random: Random): string {
  return random.pick(VERTICALS);
}

export function drawInterest(random: Random): string {
  return random.pickWeighted(INTEREST_WEIGHTS);
}

export function drawJobTitle(random: Random): string {
  return random.pick(JOB_TITLES);
}

/** Campaign parameters, named as in the link. */
export function drawUtm(random: Random): Readonly<Record<string, string>> {
  return {
    utm_source: random.pick(UTM_SOURCES),
    utm_medium: random.pick(UTM_MEDIUMS),
    ...(random.chance(80) && { utm_campaign: random.pick(CAMPAIGNS) }),
  };
}

const EMPLOYEE_BANDS = {
  smb: { weight: 28, min: 2, max: 49, ranges: ["1-10", "10-50", "11–50", "<10", "11 to 50"] },
  commercial: { weight: 30, min: 50, max: 199, ranges: ["51-200", "50 - 199", "51–200", "100-199 employees"] },
  midMarket: { weight: 27, min: 200, max: 500, ranges: ["201–500", "200-500", "201-500", "200 to 500"] },
  enterprise: { weight: 15, min: 501, max: 24_000, ranges: ["1,000+", "501-1000", "501–1,000", "1k-5k", "10,000+"] },
};
type EmployeeBand = keyof typeof EMPLOYEE_BANDS;

/** A head count: a number in half of the cases, else a range as drop-down lists have it. */
export function drawEmployees(random: Random, band?: EmployeeBand): number | string {
  const { smb, commercial, midMarket, enterprise } = EMPLOYEE_BANDS;
  const weights = {
    smb: smb.weight,
    commercial: commercial.weight,
    midMarket: midMarket.weight,
    enterprise: enterprise.weight,
  };
  const { min, max, ranges } = EMPLOYEE_BANDS[band ?? random.pickWeighted(weights)];
  return random.chance(50) ? random.int(min, max) : random.pick(ranges);
}
