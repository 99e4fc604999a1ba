import type { LeadDetails } from "@pointsman/contracts/lead";

import type { RawField } from "../body/raw-field.ts";
import type { MappedFields } from "../fields/map-fields.ts";
import {
  normalisePhone,
  normalisePostcode,
  normaliseRegion,
  normaliseWebsite,
  splitName,
} from "../normalise/contact.ts";
import { normaliseCountry } from "../normalise/country.ts";
import { normaliseEmployees } from "../normalise/employees.ts";
import type { Normalised } from "../normalise/normalised.ts";
import { lineUpTo, textUpTo } from "../normalise/text.ts";
import type { Warnings } from "./warnings.ts";

/** The fields of a lead that stand each for itself, and how each is read. */
const NORMALISERS = {
  firstName: lineUpTo(200),
  lastName: lineUpTo(200),
  phone: normalisePhone,
  jobTitle: lineUpTo(200),
  company: lineUpTo(200),
  website: normaliseWebsite,
  employees: normaliseEmployees,
  country: normaliseCountry,
  region: normaliseRegion,
  postcode: normalisePostcode,
  vertical: lineUpTo(100),
  productInterest: lineUpTo(100),
  message: textUpTo(5_000),
} as const satisfies { readonly [K in keyof LeadDetails]?: (typed: string) => Normalised<LeadDetails[K]> };

type PlainField = keyof typeof NORMALISERS;

/** What was read, and what was not understood, for safe keeping in `extra`. */
export interface PlainFields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly notUnderstood: readonly RawField[];
}

/** Reads every plain field that is there. A full name fills what first and last name leave open. */
export function readPlainFields({ known }: MappedFields, warnings: Warnings): PlainFields {
  const values = new Map<string, unknown>();
  const notUnderstood: RawField[] = [];
  for (const field of toPlainFields()) {
    const raw = known.get(field);
    if (raw === undefined) continue;
    const { value, warning } = NORMALISERS[field](raw.value);
    if (warning !== undefined) warnings.add(raw.name, warning);
    if (value !== undefined) values.set(field, value);
    else if (warning !== undefined) notUnderstood.push(raw);
  }
  const fromFullName = splitName(known.get("name")?.value ?? "");
  return { values: { ...fromFullName, ...Object.fromEntries(values) }, notUnderstood };
}

/** `Object.keys` widens to strings; the table above is closed, so its keys are exactly these. */
function toPlainFields(): readonly PlainField[] {
  return Object.keys(NORMALISERS) as PlainField[];
}
