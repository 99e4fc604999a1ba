import type { LeadId, RepId } from "@pointsman/contracts/id";
import { LeadDetails, type EmployeeRange, type LeadState } from "@pointsman/contracts/lead";
import { plainText, Slug, Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { instant, number, slug, text, type Cell, type Read } from "../cell.ts";
import { check, fieldColumn } from "../column.ts";
import { country } from "../country.ts";
import type { Kind, Values } from "./kind.ts";

/** What is known of a lead that is on file. */
export interface LeadRecord {
  readonly id: LeadId;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly receivedAt: string;
  readonly state: LeadState;
  readonly repId: RepId | null;
  readonly details: LeadDetails;
}

/** A lead in one row: what makes it that lead, how it stands, which an import does not read, and its details. */
export type FlatLead = Omit<LeadRecord, "details" | "id" | "state"> & {
  readonly leadId: LeadId;
  readonly leadState: LeadState;
} & Omit<LeadDetails, "utm"> & {
    readonly [K in UtmColumn]?: string | undefined;
  };

const UTM = {
  utmSource: "source",
  utmMedium: "medium",
  utmCampaign: "campaign",
  utmTerm: "term",
  utmContent: "content",
} as const;
type UtmColumn = keyof typeof UTM;

export function flattenLead({ id, state, details: { utm, ...details }, ...record }: LeadRecord): FlatLead {
  const utmCells = Object.entries(UTM).map(([column, name]) => [column, utm?.[name]]);
  return { leadId: id, leadState: state, ...record, ...details, ...Object.fromEntries(utmCells) };
}

/** `1000+`, `10-50`, `200`. */
const employees: Cell<EmployeeRange> = {
  read: (typed) => {
    const [, min, , max, plus] =
      /^(\d+)(\s*[-–]\s*(\d+))?\s*(\+)?$/.exec(typed.trim().replaceAll(/(?<=\d),(?=\d{3})/g, "")) ?? [];
    if (min === undefined || (max !== undefined && plus !== undefined))
      return { problem: `"${typed}" is not a head count`, expected: "a head count such as 200, 50-250 or 1000+" };
    return { value: { min: Number(min), max: plus === undefined ? Number(max ?? min) : null } };
  },
  write: ({ min, max }) => (max === null ? `${min}+` : max === min ? `${min}` : `${min}-${max}`),
};

/** A JSON object: names and texts may hold whatever a form sent. */
const extra: Cell<NonNullable<LeadDetails["extra"]>> = {
  read: (typed) => {
    try {
      return { value: JSON.parse(typed) };
    } catch {
      return { problem: "it is not a JSON object", expected: 'a JSON object such as {"Field":"value"}' };
    }
  },
  write: (value) => JSON.stringify(value),
};

const { shape } = LeadDetails.unwrap();
const email: Cell<string> = { read: (typed) => ({ value: typed.trim().toLowerCase() }), write: (value) => value };

const lines = (
  [
    ["firstName", ["First Name", "Given Name"]],
    ["lastName", ["Last Name", "Surname"]],
    ["phone", ["Phone Number", "Business Phone"]],
    ["jobTitle", ["Job Title", "Title"]],
    ["company", ["Company Name", "Account Name"]],
    ["website", ["Website URL"]],
    ["region", ["State", "State/Province", "State/Region"]],
    ["postcode", ["Zip", "Zip/Postal Code", "Postal Code"]],
    ["vertical", ["Industry"]],
    ["productInterest", ["Product", "Product Interest"]],
    ["partnerCode", ["Partner", "Referral Code"]],
  ] as const
).map(([field, aliases]) => fieldColumn<FlatLead, typeof field>(field, shape[field], { cell: text, aliases }));

const utmSchema = shape.utm.unwrap().unwrap().shape;
const utms = Object.entries(UTM).map(([column, name]) =>
  fieldColumn<FlatLead, UtmColumn>(column as UtmColumn, utmSchema[name], { cell: text }),
);

/** What an export says besides: an import takes no notice of it. */
const STANDING = ["leadId", "leadState", "repId"] as const;
const standing = STANDING.map((field) =>
  fieldColumn<FlatLead, typeof field>(field, z.string(), {
    cell: text,
  }),
);

export const leads: Kind<FlatLead> = {
  columns: [
    fieldColumn<FlatLead, "source">("source", Slug, { cell: slug }),
    fieldColumn<FlatLead, "idempotencyKey">("idempotencyKey", plainText(255).min(1), {
      cell: text,
      aliases: ["Record ID", "External ID"],
    }),
    fieldColumn<FlatLead, "receivedAt">("receivedAt", Timestamp, {
      cell: instant,
      aliases: ["Created Date", "Create Date", "Created At"],
    }),
    fieldColumn<FlatLead, "email">("email", shape.email, {
      cell: email,
      aliases: ["Email Address", "E-mail", "Work Email"],
    }),
    ...lines,
    fieldColumn<FlatLead, "employees">("employees", shape.employees, {
      cell: employees,
      aliases: ["No. of Employees", "Number of Employees", "Company Size"],
    }),
    fieldColumn<FlatLead, "country">("country", shape.country, {
      cell: country,
      aliases: ["Country Code", "Country/Region"],
    }),
    fieldColumn<FlatLead, "score">("score", shape.score, { cell: number, aliases: ["Lead Score", "HubSpot Score"] }),
    ...utms,
    fieldColumn<FlatLead, "message">("message", shape.message, {
      cell: text,
      aliases: ["Comments", "Description", "Notes"],
    }),
    fieldColumn<FlatLead, "extra">("extra", shape.extra, { cell: extra }),
    ...standing,
  ],
  needs: [["email"]],
  join,
  keyOf: ({ source, idempotencyKey }) =>
    typeof idempotencyKey === "string" ? JSON.stringify([source, idempotencyKey]) : undefined,
  refersTo: null,
};

/** What makes the lead that lead, if the file says it, beside its details. */
function join({ source, idempotencyKey, receivedAt, ...values }: Values): Read {
  const isDetail = (name: string) => !(name in UTM) && !STANDING.some((field) => field === name);
  const utm = Object.entries(UTM).flatMap(([column, name]) =>
    values[column] === undefined ? [] : [[name, values[column]]],
  );
  const checked = check(LeadDetails, {
    value: {
      ...Object.fromEntries(Object.entries(values).filter(([name]) => isDetail(name))),
      ...(utm.length > 0 && { utm: Object.fromEntries(utm) }),
    },
  });
  return "problem" in checked ? checked : { value: { source, idempotencyKey, receivedAt, details: checked.value } };
}

/** What a row of a file of leads says. */
export interface LeadRow {
  readonly source?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly receivedAt?: string | undefined;
  readonly details: LeadDetails;
}
