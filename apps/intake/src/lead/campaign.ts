import type { FormField } from "@pointsman/contracts/form";

import type { RawField } from "../body/raw-field.ts";
import type { MappedFields } from "../fields/map-fields.ts";
import type { Normalised } from "../normalise/normalised.ts";
import { readPageUrl } from "../normalise/page-url.ts";
import { lineUpTo } from "../normalise/text.ts";
import type { Warnings } from "./warnings.ts";

const UTM_FIELDS = [
  ["source", "utmSource"],
  ["medium", "utmMedium"],
  ["campaign", "utmCampaign"],
  ["term", "utmTerm"],
  ["content", "utmContent"],
] as const satisfies readonly (readonly [string, FormField])[];

const toUtmValue = lineUpTo(200);
const toPartnerCode = lineUpTo(100);

/** Campaign and partner, from fields of their own, else from the address of the page that the form stood on. */
export function readCampaign({ known }: MappedFields, warnings: Warnings): Readonly<Record<string, unknown>> {
  const pageField = known.get("pageUrl");
  const page = readPageUrl(pageField?.value ?? "");
  const pick = (
    field: RawField | undefined,
    onPage: string | undefined,
    read: (typed: string) => Normalised<string>,
  ) => {
    const found = field ?? (onPage === undefined ? undefined : { name: pageField?.name ?? "page", value: onPage });
    const { value, warning } = read(found?.value ?? "");
    if (found !== undefined && warning !== undefined) warnings.add(found.name, warning);
    return value;
  };
  const partnerCode = pick(known.get("partnerCode"), page.partnerCode, toPartnerCode);
  const utm = UTM_FIELDS.flatMap(([part, field]) => {
    const value = pick(known.get(field), page.utm[part], toUtmValue);
    return value === undefined ? [] : [[part, value] as const];
  });
  return {
    ...(partnerCode !== undefined && { partnerCode }),
    ...(utm.length > 0 && { utm: Object.fromEntries(utm) }),
  };
}
