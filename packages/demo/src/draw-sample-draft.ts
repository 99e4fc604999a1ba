import { accounts, namedAccounts, unknownCompanies } from "./accounts.ts";
import { partners } from "./partners.ts";
import type { Random } from "./random.ts";
import type { Draft } from "./sample-forms.ts";
import { drawPerson, drawUnusualPerson, toMailbox, type Person } from "./sample-people.ts";
import { DIVISION_COUNTRIES, drawPlace, drawUncoveredPlace, type Place } from "./sample-places.ts";
import {
  drawEmployees,
  drawInterest,
  drawJobTitle,
  drawLongMessage,
  drawMessage,
  drawUtm,
  drawVertical,
} from "./sample-texts.ts";

/** What makes a lead something else than a plain one. */
export type Trait = "account" | "freeMail" | "partner" | "uncovered" | "utm" | "missing" | "unusual" | "long";

export interface DraftOptions {
  /** Which lead it is; decides the company of those that no account has. */
  readonly index: number;
  readonly traits: ReadonlySet<Trait>;
  /** Addresses that are in use; the new one is added. */
  readonly takenEmails: Set<string>;
}

interface Company {
  readonly name: string;
  readonly domain: string;
  readonly division?: string;
}

const FREE_MAIL = ["gmail.com", "gmail.com", "gmail.com", "yahoo.com", "outlook.com", "gmx.de", "gmx.net", "web.de"];

const PAGES = ["demo", "pricing", "contact", "guides/lead-routing"];

/** Draws one visitor with the given traits. */
export function drawSampleDraft(random: Random, { index, traits, takenEmails }: DraftOptions): Draft {
  const person = traits.has("unusual") ? drawUnusualPerson(random) : drawPerson(random);
  const company = drawCompany(random, index, traits);
  const place = drawPlaceOf(random, company, traits);
  const email = drawEmail(random, { person, company, traits, takenEmails });
  return {
    ...person,
    email,
    ...drawDetails(random, { company, place, isIncomplete: traits.has("missing") }),
    ...(random.chance(35) && { phone: place.phone }),
    ...(random.chance(40) && { jobTitle: drawJobTitle(random) }),
    ...(random.chance(70) && { vertical: drawVertical(random) }),
    ...(random.chance(85) && { interest: drawInterest(random) }),
    ...(traits.has("long")
      ? { message: drawLongMessage(random) }
      : random.chance(45) && { message: drawMessage(random) }),
    ...drawOrigin(random, traits),
  };
}

function drawCompany(random: Random, index: number, traits: ReadonlySet<Trait>): Company {
  if (!traits.has("account")) return unknownCompanies[index % unknownCompanies.length] ?? fail("no company left");
  // One in six from an account that the guide names, so that each of those has some.
  const account = random.pick(random.chance(16) ? namedAccounts : accounts);
  const domain = account.domains[0] ?? fail(`${account.name} has no domain`);
  // The US office of Apex Corp is what makes it a case.
  const isAway = account.id === "acct_apex-corp" || random.chance(15);
  return { name: account.name, domain, division: isAway ? "us" : (account.division ?? "us") };
}

function drawPlaceOf(random: Random, { division }: Company, traits: ReadonlySet<Trait>): Place {
  if (traits.has("uncovered")) return drawUncoveredPlace(random);
  const countries = division === undefined ? undefined : DIVISION_COUNTRIES[division];
  return countries === undefined ? drawPlace(random) : drawPlace(random, random.pick(countries));
}

interface EmailOptions {
  readonly person: Person;
  readonly company: Company;
  readonly traits: ReadonlySet<Trait>;
  readonly takenEmails: Set<string>;
}

function drawEmail(random: Random, { person, company, traits, takenEmails }: EmailOptions): string {
  const mailbox = toMailbox(person);
  // `.demo1234`: an address that, in all likelihood, nobody has.
  const [local, domain] = traits.has("freeMail")
    ? [`${mailbox}.demo${random.int(1_000, 9_999)}`, random.pick(FREE_MAIL)]
    : [mailbox, company.domain];
  let email = `${local}@${domain}`;
  for (let more = 2; takenEmails.has(email); more++) email = `${local}${more}@${domain}`;
  takenEmails.add(email);
  return random.chance(4) ? email.toUpperCase() : email;
}

interface DetailOptions {
  readonly company: Company;
  readonly place: Place;
  readonly isIncomplete: boolean;
}

/** Company, size and place; of these, who is in a hurry leaves out one or two. */
function drawDetails(random: Random, { company, place, isIncomplete }: DetailOptions): Partial<Draft> {
  const employees = drawEmployees(random);
  const { country, region, postcode } = place;
  // The country is the field that most forms insist on, so it is missing least.
  const order = random.shuffle(["company", "company", "employees", "employees", "country"]);
  const leftOut = new Set(isIncomplete ? order.slice(0, random.int(1, 2)) : []);
  return {
    ...(!leftOut.has("company") && { company: company.name }),
    ...(!leftOut.has("employees") && { employees }),
    ...(!leftOut.has("country") && { country }),
    ...(region !== undefined && { region }),
    ...(postcode !== undefined && { postcode }),
  };
}

/** The link that the visitor came by. Campaign parameters travel in it, or in hidden fields that the page fills in. */
function drawOrigin(random: Random, traits: ReadonlySet<Trait>): Pick<Draft, "pageUrl" | "hidden"> {
  if (traits.has("partner")) {
    const { id, code } = random.pick(partners);
    const written = random.pick([code, code, code.toLowerCase()]);
    return toPage(random, { partner: written, utm_source: id.slice("part_".length), utm_medium: "partner" });
  }
  if (!traits.has("utm")) return random.chance(30) ? toPage(random, {}) : {};
  const utm = drawUtm(random);
  return random.chance(50) ? toPage(random, utm) : { hidden: utm };
}

function toPage(random: Random, parameters: Readonly<Record<string, string>>): Pick<Draft, "pageUrl"> {
  const url = new URL(random.pick(PAGES), "https://www.pointsman-demo.example/");
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { pageUrl: url.href };
}

function fail(what: string): never {
  throw new Error(`Sample leads: ${what}.`);
}
