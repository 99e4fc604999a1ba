import { AppError } from "@pointsman/contracts/error";
import { LeadDetails } from "@pointsman/contracts/lead";

import type { RawField } from "../body/raw-field.ts";
import type { MappedFields } from "../fields/map-fields.ts";
import { checkEmail } from "../normalise/email.ts";
import { readCampaign } from "./campaign.ts";
import { collectExtra } from "./extra.ts";
import { readPlainFields } from "./plain-fields.ts";
import type { Warnings } from "./warnings.ts";

/** What a caller may do beyond what a public form may. */
export interface CallerRights {
  readonly maySetScore: boolean;
}

/**
 * Fields → a lead. Only a bad e-mail address costs the lead; whatever else cannot be understood is kept in
 * `extra` as typed, with a warning.
 *
 * @throws AppError `INVALID_INPUT` that names the e-mail field as the caller wrote it.
 */
export function buildLead(fields: MappedFields, rights: CallerRights, warnings: Warnings): LeadDetails {
  const email = requireEmail(fields);
  for (const name of fields.reserved) warnings.add(name, "ignored, only Pointsman sets it");
  const plain = readPlainFields(fields, warnings);
  const score = readScore(fields.known.get("score"), rights, warnings);
  const page = fields.known.get("pageUrl"); // has no field of its own, and says where the form stood
  const extra = collectExtra([...plain.notUnderstood, ...(page === undefined ? [] : [page]), ...fields.rest], warnings);
  return dropInvalid({ email, ...plain.values, ...score, ...readCampaign(fields, warnings), ...extra }, warnings);
}

function requireEmail({ known }: MappedFields): string {
  const field = known.get("email");
  const name = field?.name ?? "email";
  const check = checkEmail(field?.value ?? "");
  if (check.ok) return check.email;
  const problem = field === undefined ? "is missing" : check.problem;
  throw new AppError("INVALID_INPUT", `The field ${name} ${problem}.`, [
    { field: name, problem, expected: check.expected },
  ]);
}

function readScore(field: RawField | undefined, rights: CallerRights, warnings: Warnings): { readonly score?: number } {
  if (field === undefined) return {};
  const score = Number(field.value);
  if (!rights.maySetScore) warnings.add(field.name, "ignored, only a trusted source may set it");
  else if (!(score >= 0 && score <= 100)) warnings.add(field.name, "ignored, expected a number from 0 to 100");
  else return { score };
  return {};
}

/** The contract has the last word; a field that it refuses after all is dropped rather than the lead. */
function dropInvalid(candidate: Readonly<Record<string, unknown>>, warnings: Warnings): LeadDetails {
  const parsed = LeadDetails.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  if (bad.has("email")) throw new AppError("INVALID_INPUT", "The field email is not a valid address.");
  for (const name of bad) warnings.add(name, "dropped, it does not fit the contract");
  return LeadDetails.parse(Object.fromEntries(Object.entries(candidate).filter(([name]) => !bad.has(name))));
}
