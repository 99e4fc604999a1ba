import type { TerritoryId } from "@pointsman/contracts/id";

/** A state or province as forms write it. */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** The United States by territory: the states, and the leading digits of ZIP codes for leads that name none. */
export const usTerritories: readonly {
  readonly territoryId: TerritoryId;
  readonly states: readonly Region[];
  readonly zipPrefixes: readonly string[];
}[] = [
  {
    territoryId: "terr_west",
    states: toRegions({
      AK: "Alaska",
      AZ: "Arizona",
      CA: "California",
      CO: "Colorado",
      HI: "Hawaii",
      ID: "Idaho",
      MT: "Montana",
      NV: "Nevada",
      NM: "New Mexico",
      OR: "Oregon",
      UT: "Utah",
      WA: "Washington",
      WY: "Wyoming",
    }),
    // 59 is Montana; the rest of 5 is Central, which comes after.
    zipPrefixes: ["59", "8", "9"],
  },
  {
    territoryId: "terr_central",
    states: toRegions({
      AR: "Arkansas",
      IL: "Illinois",
      IN: "Indiana",
      IA: "Iowa",
      KS: "Kansas",
      KY: "Kentucky",
      LA: "Louisiana",
      MI: "Michigan",
      MN: "Minnesota",
      MO: "Missouri",
      NE: "Nebraska",
      ND: "North Dakota",
      OH: "Ohio",
      OK: "Oklahoma",
      SD: "South Dakota",
      TX: "Texas",
      WI: "Wisconsin",
    }),
    zipPrefixes: ["4", "5", "6", "7"],
  },
  {
    territoryId: "terr_east",
    states: toRegions({
      AL: "Alabama",
      CT: "Connecticut",
      DE: "Delaware",
      DC: "District of Columbia",
      FL: "Florida",
      GA: "Georgia",
      ME: "Maine",
      MD: "Maryland",
      MA: "Massachusetts",
      MS: "Mississippi",
      NH: "New Hampshire",
      NJ: "New Jersey",
      NY: "New York",
      NC: "North Carolina",
      PA: "Pennsylvania",
      RI: "Rhode Island",
      SC: "South Carolina",
      TN: "Tennessee",
      VT: "Vermont",
      VA: "Virginia",
      WV: "West Virginia",
    }),
    zipPrefixes: ["0", "1", "2", "3"],
  },
];

/** The provinces and territories of Canada. */
export const provinces: readonly Region[] = toRegions({
  AB: "Alberta",
  BC: "British Columbia",
  MB: "Manitoba",
  NB: "New Brunswick",
  NL: "Newfoundland and Labrador",
  NS: "Nova Scotia",
  NT: "Northwest Territories",
  NU: "Nunavut",
  ON: "Ontario",
  PE: "Prince Edward Island",
  QC: "Quebec",
  SK: "Saskatchewan",
  YT: "Yukon",
});

function toRegions(nameByCode: Readonly<Record<string, string>>): readonly Region[] {
  return Object.entries(nameByCode).map(([code, name]) => ({ code, name }));
}
