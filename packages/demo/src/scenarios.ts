import type { Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Rep } from "@pointsman/contracts/organisation";

import type { Organisation } from "./organisation.ts";

/** What the product promises, as a worked case: this lead, in this organisation, comes out exactly so. */
export interface Scenario {
  readonly name: string;
  readonly lead: LeadDetails;
  /** What is other than in the demo organisation. */
  readonly change?: (organisation: Organisation) => Organisation;
  /** Leads that reps have open already; whoever is not named has none. */
  readonly openLeads?: Readonly<Record<RepId, number>>;
  readonly outcome: Partial<Outcome>;
  /** The reason in words, whole. */
  readonly explanation: readonly string[];
}

const PRISM: LeadDetails = {
  email: "jordan.m@prismanalytics.example",
  firstName: "Jordan",
  lastName: "M.",
  company: "Prism Analytics",
  employees: { min: 350, max: 350 },
  country: "US",
  region: "California",
  vertical: "RevOps",
  productInterest: "demo",
};

const FROM_WEST = { country: "US", region: "CA", productInterest: "demo" } as const;

function changeRep(repId: RepId, change: (rep: Rep) => Rep): NonNullable<Scenario["change"]> {
  return (organisation) => ({
    ...organisation,
    reps: organisation.reps.map((rep) => (rep.id === repId ? change(rep) : rep)),
  });
}

/** A request of the same company without the interest that makes it tier 1. */
const PRISM_TIER_2: LeadDetails = { ...PRISM, productInterest: "newsletter" };

/** Jordan K. is away until Monday (the scenarios are of Friday, 2026-11-20), when he starts at nine in California. */
const JORDAN_AWAY = changeRep("rep_jordan-k", (rep) => ({
  ...rep,
  timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" }],
  workingHours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:30" }],
}));

/** 140 % of his 60. */
const JORDAN_FULL = { "rep_jordan-k": 84 } as const;

export const scenarios: readonly Scenario[] = [
  {
    name: "S1: no account, West 200–500, RevOps: Jordan K., who covers it and is the specialist",
    lead: PRISM,
    outcome: { kind: "assigned", repId: "rep_jordan-k", via: "target", poolId: "pool_west-mid-market" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Jordan K. (available)",
      "3. Vertical specialist: revops → Jordan K. (specialist)",
      "Assigned to Jordan K.; matched 2/3 criteria",
    ],
  },
  {
    name: "S2: as S1 without a specialist in the pool: assigned within it, the criterion unmet",
    lead: PRISM,
    change: changeRep("rep_jordan-k", (rep) => ({ ...rep, skills: [] })),
    outcome: { kind: "assigned", repId: "rep_jordan-k", poolId: "pool_west-mid-market" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Jordan K. (available)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Jordan K.; matched 1/3 criteria",
    ],
  },
  {
    name: "S3: Jordan K. on PTO, his queue at 140 %; a tier 1 lead goes to his backup Sarah L., at 90 %",
    lead: PRISM,
    change: JORDAN_AWAY,
    openLeads: { ...JORDAN_FULL, "rep_sarah-l": 45 },
    outcome: { kind: "assigned", repId: "rep_sarah-l", via: "backup", insteadOfRepId: "rep_jordan-k" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Sarah L. (available); not Jordan K. (out of office until 2026-11-23T17:00:00.000Z)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Sarah L. as backup of Jordan K.; matched 1/3 criteria",
    ],
  },
  {
    name: "S4: as S3, tier 2: held for Jordan K. until he starts work on Monday in his own time zone",
    lead: PRISM_TIER_2,
    change: JORDAN_AWAY,
    openLeads: { ...JORDAN_FULL, "rep_sarah-l": 45 },
    outcome: {
      kind: "held",
      forRepId: "rep_jordan-k",
      until: "2026-11-23T17:00:00.000Z",
      reason: "out_of_office",
    },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Jordan K. (out of office until 2026-11-23T17:00:00.000Z)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Held for Jordan K. until 2026-11-23T17:00:00.000Z; matched 1/3 criteria",
    ],
  },
  {
    name: "S5: as S3 with Sarah L. at her hard cap: the backup's backup",
    lead: PRISM,
    change: JORDAN_AWAY,
    openLeads: { ...JORDAN_FULL, "rep_sarah-l": 75 },
    outcome: { kind: "assigned", repId: "rep_nina-p", via: "backup", insteadOfRepId: "rep_jordan-k" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Nina P. (available); not Jordan K. (out of office until 2026-11-23T17:00:00.000Z), not Sarah L. (at the hard cap with 75 open of 50)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Nina P. as backup of Jordan K.; matched 1/3 criteria",
    ],
  },
  {
    name: "S5: as S3 with all backups at their hard caps: the next in the pool",
    lead: PRISM,
    change: JORDAN_AWAY,
    openLeads: { ...JORDAN_FULL, "rep_sarah-l": 75, "rep_nina-p": 75 },
    outcome: { kind: "assigned", repId: "rep_diego-r", via: "next_in_pool", poolId: "pool_west-mid-market" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Diego R. (available); not Jordan K. (out of office until 2026-11-23T17:00:00.000Z), not Sarah L. (at the hard cap with 75 open of 50), not Nina P. (at the hard cap with 75 open of 50)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Diego R. as next in the pool; matched 1/3 criteria",
    ],
  },
  {
    name: "S5, S15: as S3 with backups and pool at their hard caps: the next stages, then the fallback's owner",
    lead: PRISM,
    change: JORDAN_AWAY,
    openLeads: { ...JORDAN_FULL, "rep_sarah-l": 75, "rep_nina-p": 75, "rep_diego-r": 90, "rep_lucia-f": 90 },
    outcome: { kind: "parked", queueId: "queue_unplaced", ownerRepId: "rep_elena-r", reason: "nobody_available" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Jordan K. (out of office until 2026-11-23T17:00:00.000Z), Diego R. (at the hard cap with 90 open of 60), Lucía F. (at the hard cap with 90 open of 60), Sarah L. (at the hard cap with 75 open of 50), Nina P. (at the hard cap with 75 open of 50)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "4. Partner: none",
      "5. Inbound desk: none",
      "6. Fallback: queue",
      "Parked in Unplaced leads (nobody is available); told: Elena R.; matched 0/5 criteria",
    ],
  },
  {
    name: "S9: an account with an active AE and a CSM: the AE owns the lead, the CSM is co-owner",
    lead: {
      email: "nadia.okafor@quillmark.example",
      company: "Quillmark Systems",
      employees: { min: 620, max: 620 },
      country: "US",
      region: "NY",
    },
    outcome: { kind: "assigned", repId: "rep_will-c", coOwnerRepIds: ["rep_maya-j"] },
    explanation: [
      "1. Existing account: Open or customer account: its owner, with the CSM → Will C. (available)",
      "Assigned to Will C.; co-owner: Maya J.; matched 1/1 criteria",
    ],
  },
  {
    name: "S10: re-engagement of a lost account whose rep has left: the territory's rep, and the trace says why",
    lead: { email: "theo@brindlemont.example", employees: { min: 350, max: 350 }, ...FROM_WEST },
    outcome: { kind: "assigned", repId: "rep_jordan-k" },
    explanation: [
      "1. Existing account: Lost account: the rep who had it → Dana P. (has left the company)",
      "2. Territory: West 200–500 → Jordan K. (available)",
      "3. Vertical specialist: none",
      "Assigned to Jordan K.; matched 1/3 criteria",
    ],
  },
  {
    name: "S11: re-engagement of a lost account whose rep is still here: that rep",
    lead: { email: "ines@ferrowell.example", employees: { min: 200, max: 500 }, ...FROM_WEST },
    outcome: {
      kind: "assigned",
      repId: "rep_marcus-t",
      note: "Ferrowell Freight comes back after a lost opportunity of yours.",
    },
    explanation: [
      "1. Existing account: Lost account: the rep who had it → Marcus T. (available)",
      "Assigned to Marcus T.; note: Ferrowell Freight comes back after a lost opportunity of yours.; matched 1/1 criteria",
    ],
  },
  {
    name: "S12: an EMEA customer asks for the US product: the US territory's rep, the EMEA CSM copied, with a note",
    lead: { email: "casey@apexcorp.example", company: "Apex Corp", employees: { min: 201, max: 500 }, ...FROM_WEST },
    outcome: {
      kind: "assigned",
      repId: "rep_jordan-k",
      copiedRepIds: ["rep_sarah-k"],
      note: "Apex Corp is an existing EMEA customer: copy Sarah K. (EMEA CSM) on first outreach.",
    },
    explanation: [
      "1. Existing account: West 200–500 → Jordan K. (available)",
      "Assigned to Jordan K.; copied: Sarah K.; note: Apex Corp is an existing EMEA customer: copy Sarah K. (EMEA CSM) on first outreach.; matched 1/1 criteria",
    ],
  },
  {
    name: "S13: a partner's lead, his policy the partner manager: to the manager",
    lead: { email: "ruth@tallowfield.example", partnerCode: "CAIRN", employees: { min: 350, max: 350 }, ...FROM_WEST },
    outcome: { kind: "assigned", repId: "rep_isabel-q", via: "target", note: "Brought by Cairnwell Consulting." },
    explanation: [
      "1. Existing account: Partner whose leads its manager works → Isabel Q. (available)",
      "Assigned to Isabel Q.; note: Brought by Cairnwell Consulting.; matched 1/1 criteria",
    ],
  },
  {
    name: "S13: a partner's lead, his policy the territory rep: to him, with the partner manager copied",
    lead: {
      email: "ruth@tallowfield.example",
      partnerCode: "LANTERN",
      employees: { min: 350, max: 350 },
      ...FROM_WEST,
    },
    outcome: {
      kind: "assigned",
      repId: "rep_jordan-k",
      poolId: "pool_west-mid-market",
      copiedRepIds: ["rep_isabel-q"],
      note: "Brought by Lanternway Group: their partner manager is copied.",
    },
    explanation: [
      "1. Existing account: none",
      "2. Territory: West 200–500 → Jordan K. (available)",
      "3. Vertical specialist: none",
      "Assigned to Jordan K.; copied: Isabel Q.; note: Brought by Lanternway Group: their partner manager is copied.; matched 1/3 criteria",
    ],
  },
  {
    name: "S14: a lead from where nobody sells: the fallback queue, its owner told",
    lead: { email: "ana@cerrado.example", employees: { min: 300, max: 300 }, country: "BR" },
    outcome: { kind: "parked", queueId: "queue_unplaced", ownerRepId: "rep_elena-r", reason: "no_coverage" },
    explanation: [
      "1. Existing account: none",
      "2. Territory: none",
      "3. Vertical specialist: nobody to choose from",
      "4. Partner: none",
      "5. Inbound desk: none",
      "6. Fallback: queue",
      "Parked in Unplaced leads (nobody covers it); told: Elena R.; matched 0/5 criteria",
    ],
  },
];
