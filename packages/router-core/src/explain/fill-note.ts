import type { Facts } from "@pointsman/contracts/rule-set";

import { toKnown } from "../conditions/evaluate.ts";

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9._-]{0,99})(:upper)?\}/g;

/**
 * Fills `{fact}` and `{fact:upper}` in a note with the facts' values; a fact that is not known becomes "unknown".
 * `{account.name} is an existing {account.division:upper} customer` → `Apex Corp is an existing EMEA customer`.
 */
export function fillNote(template: string, facts: Facts): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string, upper?: string) => {
    const value = toText(facts[name]);
    return upper === undefined ? value : value.toUpperCase();
  });
}

/** Whatever a note has between braces: the facts it asks for, and what is meant for one and is none. */
export function listPlaceholders(template: string): readonly { readonly text: string; readonly fact: string | null }[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map(([text]) => {
    const [found] = text.matchAll(PLACEHOLDER);
    return { text, fact: found?.[1] ?? null };
  });
}

function toText(value: Facts[string] | undefined): string {
  const known = toKnown(value);
  if (known === null) return "unknown";
  return typeof known === "object" ? known.join(", ") : String(known);
}
