import type { PoolId, RepId } from "@pointsman/contracts/id";
import type { Pool } from "@pointsman/contracts/organisation";
import type { z } from "zod";

/** The pools of the territories. Weights are relative within a pool: 300 beside 100 is three leads to one. */
export const pools: readonly z.input<typeof Pool>[] = [
  fairShare("pool_west-smb", "West up to 49", { "rep_kai-n": 200, "rep_lucia-f": 100 }),
  fairShare("pool_west-commercial", "West 50–199", { "rep_diego-r": 100, "rep_lucia-f": 100, "rep_kai-n": 100 }),
  {
    id: "pool_west-mid-market",
    name: "West 200–500",
    // The order is the precedence: Jordan K. covers this segment, the others stand in. He is its only RevOps
    // specialist, so that without him the specialist criterion is unmet.
    selection: "fixed",
    members: [{ repId: "rep_jordan-k" }, { repId: "rep_diego-r" }, { repId: "rep_lucia-f" }],
  },
  fairShare("pool_west-enterprise", "West Enterprise", { "rep_sarah-l": 100, "rep_nina-p": 100 }),

  fairShare("pool_central-growth", "Central up to 199", {
    "rep_omar-d": 100,
    "rep_hannah-b": 100,
    "rep_marcus-t": 100,
  }),
  fairShare("pool_central-upmarket", "Central 200 and more", {
    "rep_marcus-t": 200,
    "rep_hannah-b": 100,
    "rep_omar-d": 100,
  }),

  fairShare("pool_east-growth", "East up to 199", {
    "rep_chloe-v": 100,
    "rep_aisha-m": 100,
    "rep_ben-s": 100,
    "rep_will-c": 100,
  }),
  fairShare("pool_east-upmarket", "East 200 and more", { "rep_will-c": 200, "rep_aisha-m": 100, "rep_ben-s": 100 }),

  fairShare("pool_canada", "Canada", { "rep_noah-g": 100, "rep_emilie-t": 100 }),

  fairShare("pool_uk-ireland", "UK & Ireland", { "rep_oliver-j": 100, "rep_fiona-d": 100, "rep_raj-p": 100 }),
  fairShare("pool_uk-ireland-enterprise", "UK & Ireland Enterprise", { "rep_oliver-j": 100, "rep_fiona-d": 100 }),

  fairShare("pool_dach", "DACH", { "rep_katharina-b": 100, "rep_stefan-m": 100, "rep_lukas-w": 300 }),
  fairShare("pool_nordics", "Nordics up to 500", { "rep_astrid-n": 200, "rep_mikael-l": 100 }),

  fairShare("pool_apac", "APAC", { "rep_wei-l": 100, "rep_yuki-t": 100, "rep_liam-o": 100 }),
  fairShare("pool_apac-enterprise", "APAC Enterprise", { "rep_wei-l": 100, "rep_yuki-t": 100 }),

  // The SDRs: whoever does not say where he is, they ask.
  fairShare("pool_inbound-desk", "Inbound desk", { "rep_kai-n": 100, "rep_chloe-v": 100, "rep_raj-p": 100 }),
];

/** Members as a table of weights: `Object.entries` keeps the order in which they are written. */
function fairShare(id: PoolId, name: string, weights: Readonly<Record<RepId, number>>): z.input<typeof Pool> {
  const entries = Object.entries(weights) as [RepId, number][];
  return { id, name, selection: "fair_share", members: entries.map(([repId, weight]) => ({ repId, weight })) };
}
