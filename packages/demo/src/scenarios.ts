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
