import { FormField, type Source } from "@pointsman/contracts/form";

import type { RawField } from "../body/raw-field.ts";
import { CONTROL_NAMES, FIELD_ALIASES, RESERVED_NAMES, toCanonicalName } from "./aliases.ts";

/** A body's fields, told apart. */
export interface MappedFields {
  /** Each with the name that the caller gave it. */
  readonly known: ReadonlyMap<FormField, RawField>;
  /** What has no name here, and second values of what has. */
  readonly rest: readonly RawField[];
  /** Names of fields that a caller may not set. */
  readonly reserved: readonly string[];
  readonly idempotencyKey: RawField | undefined;
  readonly redirect: string | undefined;
}

interface Target {
  readonly field: FormField;
  readonly rank: number;
}

/** Before the first of the names that all forms may use. */
const OWN_RANK = -1;

const TARGET_BY_NAME: ReadonlyMap<string, Target> = new Map(
  FormField.options.flatMap((field) => FIELD_ALIASES[field].map((alias, rank) => [alias, { field, rank }] as const)),
);

/**
 * Tells known fields, unknown ones and control fields apart. Empty fields are as good as absent.
 *
 * @param own names that this form has for fields; they go before those that all forms may use
 */
export function mapFields(fields: readonly RawField[], own: Source["fields"] = {}): MappedFields {
  const ownTargets = new Map(
    Object.entries(own).map(([name, field]) => [toOwnName(name), { field, rank: OWN_RANK }] as const),
  );
  const filled = fields.filter(({ value }) => value.trim() !== "");
  const known = new Map<FormField, RawField & { readonly rank: number }>();
  const rest: RawField[] = [];
  const reserved: string[] = [];
  for (const field of filled) {
    if (isControl(field.name)) continue;
    const canonical = toCanonicalName(field.name);
    const target = ownTargets.get(toOwnName(field.name)) ?? TARGET_BY_NAME.get(canonical);
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

/** A name without a Latin letter or digit stands as it is. */
function toOwnName(name: string): string {
  const canonical = toCanonicalName(name);
  return canonical === "" ? name.trim() : canonical;
}

function isControl(name: string): boolean {
  return name === CONTROL_NAMES.idempotencyKey || name === CONTROL_NAMES.redirect;
}
