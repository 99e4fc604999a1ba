import type { RawField } from "../body/raw-field.ts";
import { CONTROL_NAMES, FIELD_ALIASES, type FieldName, RESERVED_NAMES, toCanonicalName } from "./aliases.ts";

/** A body's fields, told apart. */
export interface MappedFields {
  /** Each with the name that the caller gave it. */
  readonly known: ReadonlyMap<FieldName, RawField>;
  /** What has no name here, and second values of what has. */
  readonly rest: readonly RawField[];
  /** Names of fields that a caller may not set. */
  readonly reserved: readonly string[];
  readonly idempotencyKey: RawField | undefined;
  readonly redirect: string | undefined;
}

interface Target {
  readonly field: FieldName;
  readonly rank: number;
}

const TARGET_BY_NAME: ReadonlyMap<string, Target> = new Map(
  toFieldNames().flatMap((field) => FIELD_ALIASES[field].map((alias, rank) => [alias, { field, rank }] as const)),
);

/** Tells known fields, unknown ones and control fields apart. Empty fields are as good as absent. */
export function mapFields(fields: readonly RawField[]): MappedFields {
  const filled = fields.filter(({ value }) => value.trim() !== "");
  const known = new Map<FieldName, RawField & { readonly rank: number }>();
  const rest: RawField[] = [];
  const reserved: string[] = [];
  for (const field of filled) {
    if (isControl(field.name)) continue;
    const canonical = toCanonicalName(field.name);
    const target = TARGET_BY_NAME.get(canonical);
    if (RESERVED_NAMES.has(canonical)) reserved.push(field.name);
    else if (target === undefined) rest.push(field);
    else {
      const before = known.get(target.field);
      const isBetter = before === undefined || target.rank < before.rank;
      if (isBetter) known.set(target.field, { ...field, rank: target.rank });
      const loser = isBetter ? before : field;
      if (loser !== undefined && loser.value !== known.get(target.field)?.value) rest.push(loser);
    }
  }
  return {
    known,
    rest,
    reserved,
    idempotencyKey: filled.find(({ name }) => name === CONTROL_NAMES.idempotencyKey),
    redirect: filled.find(({ name }) => name === CONTROL_NAMES.redirect)?.value,
  };
}

function isControl(name: string): boolean {
  return name === CONTROL_NAMES.idempotencyKey || name === CONTROL_NAMES.redirect;
}

/** `Object.keys` widens to strings; the table above is closed, so its keys are exactly these. */
function toFieldNames(): readonly FieldName[] {
  return Object.keys(FIELD_ALIASES) as FieldName[];
}
