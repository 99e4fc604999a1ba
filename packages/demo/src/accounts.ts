import { toId, type RepId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { z } from "zod";

import { COMPANY_NAMES, inventCompanies, type CompanyName } from "./company-names.ts";
import { createRandom, type Random } from "./random.ts";

type AccountInput = z.input<typeof Account>;

const SEED = 20_261_122;
const ACCOUNTS = 200;
const DAY_MS = 86_400_000;

/** Accounts that scenarios and the guide name; the rest is generated. */
export const namedAccounts: readonly AccountInput[] = [
  // A customer of EMEA whose US office asks for the US product: West sells, Sarah K. is copied.
  {
    id: "acct_apex-corp",
    name: "Apex Corp",
    domains: ["apexcorp.example"],
    status: "customer",
    division: "emea",
    ownerRepId: "rep_fiona-d",
    csmRepId: "rep_sarah-k",
  },
  // A customer with a running renewal: the AE owns the lead, the CSM is co-owner.
  {
    id: "acct_quillmark",
    name: "Quillmark Systems",
    domains: ["quillmark.example", "quillmark-eu.example"],
    status: "customer",
    division: "us",
    ownerRepId: "rep_will-c",
    csmRepId: "rep_maya-j",
  },
  // An open opportunity, too early for a CSM.
  {
    id: "acct_tallowby",
    name: "Tallowby Robotics",
    domains: ["tallowby.example"],
    status: "open",
    division: "us",
    ownerRepId: "rep_lucia-f",
  },
  // The owner is away without a backup: its leads are held for him.
  {
    id: "acct_copperlane",
    name: "Copperlane Payments",
    domains: ["copperlane.example"],
    status: "customer",
    division: "emea",
    ownerRepId: "rep_oliver-j",
    csmRepId: "rep_sarah-k",
  },
  // Lost, and the rep who lost it is still here.
  {
    id: "acct_ferrowell",
    name: "Ferrowell Freight",
    domains: ["ferrowell.example"],
    status: "closed_lost",
    division: "us",
    formerOwnerRepId: "rep_marcus-t",
    closedLostAt: "2026-03-17T16:00:00.000Z",
  },
  // Lost, and the rep who lost it has left.
  {
    id: "acct_brindlemont",
    name: "Brindlemont Health",
    domains: ["brindlemont.example"],
    status: "closed_lost",
    division: "us",
    formerOwnerRepId: "rep_dana-p",
    closedLostAt: "2026-05-06T20:30:00.000Z",
  },
  {
    id: "acct_velmora-group",
    name: "Velmora Group",
    domains: ["velmora.example"],
    status: "customer",
    division: "us",
    ownerRepId: "rep_sarah-l",
    csmRepId: "rep_maya-j",
  },
  // A subsidiary that nobody has sold to: it has a parent, and no owner of its own.
  {
    id: "acct_velmora-labs",
    name: "Velmora Labs",
    domains: ["velmoralabs.example"],
    status: "prospect",
    division: "us",
    parentAccountId: "acct_velmora-group",
  },
];

const DIVISION_WEIGHTS = { us: 60, emea: 25, apac: 15 };
type Division = keyof typeof DIVISION_WEIGHTS;

const STATUS_WEIGHTS = { prospect: 45, customer: 25, open: 15, closed_lost: 15 };

const OWNERS: Readonly<Record<Division, readonly RepId[]>> = {
  us: [
    "rep_jordan-k",
    "rep_sarah-l",
    "rep_nina-p",
    "rep_diego-r",
    "rep_lucia-f",
    "rep_marcus-t",
    "rep_hannah-b",
    "rep_will-c",
    "rep_aisha-m",
    "rep_ben-s",
    "rep_noah-g",
    "rep_emilie-t",
  ],
  emea: [
    "rep_oliver-j",
    "rep_fiona-d",
    "rep_lukas-w",
    "rep_katharina-b",
    "rep_stefan-m",
    "rep_astrid-n",
    "rep_mikael-l",
  ],
  apac: ["rep_wei-l", "rep_yuki-t", "rep_liam-o"],
};

const CSM: Readonly<Record<Division, RepId>> = { us: "rep_maya-j", emea: "rep_sarah-k", apac: "rep_hiro-s" };

const shuffled = inventCompanies(createRandom(SEED), COMPANY_NAMES);
const generatedCount = ACCOUNTS - namedAccounts.length;

/** Companies that no account has, for leads from companies that nobody knows. */
export const unknownCompanies: readonly CompanyName[] = shuffled.slice(generatedCount);

/** The 200 companies on file. */
export const accounts: readonly AccountInput[] = [
  ...namedAccounts,
  ...generateAccounts(createRandom(SEED + 1), shuffled.slice(0, generatedCount)),
];

function generateAccounts(random: Random, companies: readonly CompanyName[]): readonly AccountInput[] {
  return companies.map(({ name, domain }) => {
    const division = random.pickWeighted(DIVISION_WEIGHTS);
    return {
      id: toId("account", name.toLowerCase().replace(" ", "-")),
      name,
      domains: [domain],
      division,
      ...relation(random, division),
    };
  });
}

/** Status, and the people who go with it: prospects have nobody, lost accounts only a former owner. */
function relation(random: Random, division: Division): Omit<AccountInput, "id" | "name" | "domains" | "division"> {
  const status = random.pickWeighted(STATUS_WEIGHTS);
  const rep = random.pick(OWNERS[division]);
  switch (status) {
    case "prospect":
      return { status };
    case "open":
      return { status, ownerRepId: rep };
    case "customer":
      return { status, ownerRepId: rep, csmRepId: CSM[division] };
    case "closed_lost": {
      const hasLeft = division === "us" && random.chance(30);
      return { status, formerOwnerRepId: hasLeft ? "rep_dana-p" : rep, closedLostAt: lostAt(random) };
    }
  }
}

/** Some day of the year before the autumn of 2026. */
function lostAt(random: Random): string {
  return toTimestamp(Date.UTC(2025, 8, 1) + random.int(0, 364) * DAY_MS);
}
