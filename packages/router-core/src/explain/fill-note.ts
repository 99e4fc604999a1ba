import type { Facts } from "@pointsman/contracts/rule-set";

/**
 * Fills `{fact}` and `{fact:upper}` in a note with the facts' values; a fact that is not known becomes "unknown".
 * `{account.name} is an existing {account.division:upper} customer` → `Apex Corp is an existing EMEA customer`.
 */
export function fillNote(template: string, facts: Facts): string {
  return template.replaceAll(/\{([a-zA-Z.]{1,100})(:upper)?\}/g, (_, name: string, upper?: string) => {
    const value = String(facts[name] ?? "unknown");
    return upper === undefined ? value : value.toUpperCase();
  });
}
