import { cleanLine } from "./text.ts";

/** Names of a partner's code in a link, the first that is there counts. */
const PARTNER_PARAMETERS = ["partner", "partner_code", "ref"] as const;

/** What the address of the page that the form stood on tells of the campaign. */
export interface PageCampaign {
  readonly partnerCode?: string;
  readonly utm: Readonly<Record<string, string>>;
}

/** Reads `?utm_source=…&ref=…`; an address that is none tells nothing. */
export function readPageUrl(typed: string): PageCampaign {
  const url = URL.parse(cleanLine(typed), "https://page.invalid");
  if (url === null) return { utm: {} };
  const partnerCode = PARTNER_PARAMETERS.map((name) => url.searchParams.get(name)).find(Boolean);
  const utm = [...url.searchParams].flatMap(([name, value]) => {
    const part = /^utm_(source|medium|campaign|term|content)$/i.exec(name)?.[1]?.toLowerCase();
    return part === undefined || value === "" ? [] : [[part, value] as const];
  });
  return { ...(partnerCode && { partnerCode }), utm: Object.fromEntries(utm) };
}
