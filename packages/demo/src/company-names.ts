import type { Random } from "./random.ts";
import { toWords } from "./to-words.ts";

/** A company that does not exist, at a domain that cannot exist (RFC 2606). */
export interface CompanyName {
  readonly name: string;
  readonly domain: string;
}

const HEADS = toWords(`
  Amber Ash Birch Bramble Brindle Cinder Copper Dapple Ember Fallow Ferro Flint
  Gorse Hazel Heron Indigo Juniper Kelp Larch Linden Marl Nettle Ochre Osprey
  Pewter Quill Rowan Saffron Tallow Umber Velm Willow
`);

const TAILS = toWords(`
  barrow beck combe cote dale fell garth holt hurst keld leigh marsh
  mere moor ness rigg shaw stead thorpe wick
`);

const TRADES = toWords(`
  Analytics Systems Software Payments Health Logistics Foods Robotics Materials
  Energy Media Retail Labs Insurance Machines Clinics Freight Learning
`);

/** How many companies there can be: one per pair of head and tail, so that no two names or domains are alike. */
export const COMPANY_NAMES = HEADS.length * TAILS.length;

/** The first `count` of all companies, in the order that chance gives. */
export function inventCompanies(random: Random, count: number): readonly CompanyName[] {
  const stems = HEADS.flatMap((head) => TAILS.map((tail) => `${head}${tail}`));
  if (count > stems.length) throw new Error(`There are only ${stems.length} company names, not ${count}.`);
  return random
    .shuffle(stems)
    .slice(0, count)
    .map((stem) => {
      const trade = random.pick(TRADES);
      return { name: `${stem} ${trade}`, domain: `${stem}${trade}.example`.toLowerCase() };
    });
}
