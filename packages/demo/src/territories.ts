import type { Territory } from "@pointsman/contracts/organisation";
import type { z } from "zod";

/**
 * The eight territories. Segments by employees: `smb` up to 49, `commercial` 50–199, `mid-market` 200–500,
 * `enterprise` above.
 *
 * Two gaps are on purpose, so that the coverage report has something to show: Nordics has nobody for
 * `enterprise`, and southern Europe, Latin America, Africa and the Middle East belong to no territory at all.
 */
export const territories: readonly z.input<typeof Territory>[] = [
  {
    id: "terr_west",
    name: "West",
    division: "us",
    segmentPools: [
      { segment: "smb", poolId: "pool_west-smb" },
      { segment: "commercial", poolId: "pool_west-commercial" },
      { segment: "mid-market", poolId: "pool_west-mid-market" },
      { segment: "enterprise", poolId: "pool_west-enterprise" },
    ],
  },
  {
    id: "terr_central",
    name: "Central",
    division: "us",
    segmentPools: [
      { segment: "smb", poolId: "pool_central-growth" },
      { segment: "commercial", poolId: "pool_central-growth" },
    ],
    poolId: "pool_central-upmarket",
  },
  {
    id: "terr_east",
    name: "East",
    division: "us",
    segmentPools: [
      { segment: "smb", poolId: "pool_east-growth" },
      { segment: "commercial", poolId: "pool_east-growth" },
    ],
    poolId: "pool_east-upmarket",
  },
  // Canada is sold by the US division: a customer who writes from Toronto instead of Boston is no hand-off.
  { id: "terr_canada", name: "Canada", division: "us", poolId: "pool_canada" },
  {
    id: "terr_uk-ireland",
    name: "UK & Ireland",
    division: "emea",
    segmentPools: [{ segment: "enterprise", poolId: "pool_uk-ireland-enterprise" }],
    poolId: "pool_uk-ireland",
  },
  { id: "terr_dach", name: "DACH", division: "emea", poolId: "pool_dach" },
  {
    id: "terr_nordics",
    name: "Nordics",
    division: "emea",
    segmentPools: [
      { segment: "smb", poolId: "pool_nordics" },
      { segment: "commercial", poolId: "pool_nordics" },
      { segment: "mid-market", poolId: "pool_nordics" },
    ],
    poolId: null,
  },
  {
    id: "terr_apac",
    name: "APAC",
    division: "apac",
    segmentPools: [{ segment: "enterprise", poolId: "pool_apac-enterprise" }],
    poolId: "pool_apac",
  },
];
