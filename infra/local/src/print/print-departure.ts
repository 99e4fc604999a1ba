import type { Departure } from "@pointsman/contracts/api";
import type { Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import pc from "picocolors";

import { out } from "./out.ts";
import { toTable } from "./table.ts";

type NameOf = (id: RepId) => string;

/** Prints what would change if the rep left. */
export function printDeparture(departure: Departure, nameOf: NameOf): void {
  const { repId, accounts, leads } = departure;
  out.line(pc.bold(`\nIf ${nameOf(repId)} left now`));
  for (const line of describeHandover(departure, nameOf)) out.line(`  ${line}`);
  const heir = accounts.toRepId === null ? "nobody: the rules say at the next lead" : nameOf(accounts.toRepId);
  out.line(`  ${accounts.total} accounts → ${heir}`);
  const shown = leads.moved.length < leads.total ? `, the first ${leads.moved.length} of them` : "";
  out.line(`  ${leads.total} leads${shown}:`);
  out.line(
    toTable(
      ["lead", "was", "goes to"],
      leads.moved.map(({ leadId, was, outcome }) => [leadId, was, describeOutcome(outcome, nameOf)]),
    ),
  );
  out.line("  Nothing was changed: run the same without --preview.");
}

/** What changes of the organisation, a line each. */
export function describeHandover(
  { pools, backups, queueIds, partnerIds, formIds, successorRepId }: Departure,
  nameOf: NameOf,
): readonly string[] {
  const heir = successorRepId === null ? "nobody" : nameOf(successorRepId);
  return [
    `takes over: ${heir}`,
    ...pools.map(({ poolId, membersLeft }) => {
      return `leaves ${poolId}: ${membersLeft === 0 ? pc.red("nobody is left in it") : `${membersLeft} are left in it`}`;
    }),
    ...backups.map(
      ({ repId, toRepId }) => `backup of ${nameOf(repId)}: ${toRepId === null ? "none" : nameOf(toRepId)}`,
    ),
    ...[...queueIds, ...partnerIds].map((id) => `${id}: ${heir}`),
    ...formIds.map((id) => `form ${id}: ${heir}`),
  ];
}

function describeOutcome(outcome: Outcome, nameOf: NameOf): string {
  switch (outcome.kind) {
    case "assigned":
      return nameOf(outcome.repId);
    case "held":
      return `held for ${nameOf(outcome.forRepId)} until ${outcome.until}`;
    case "parked":
      return `${outcome.queueId} (${outcome.reason})`;
    case "attached":
      return outcome.toLeadId;
    case "unqualified":
      return "not qualified yet";
  }
}
