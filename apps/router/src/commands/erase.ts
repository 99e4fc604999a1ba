import { ErasePersonInput, type Erasure } from "@pointsman/contracts/audit";
import { parseInput } from "@pointsman/contracts/error";
import { actAs } from "@pointsman/store/audit/act-as";
import { connect } from "@pointsman/store/connect";
import { Command } from "commander";

import { erasePerson } from "../verbs/erase-person.ts";
import { parseCommandConfig } from "./command-config.ts";

/** `node apps/router/src/commands/erase.ts --email …|--lead … [--dry-run]`, on the database of DATABASE_URL. */

const program = new Command("npm run erase --")
  .description("Takes away what is personal of somebody, at his request. His leads stay, without a name.")
  .option("--email <address>", "whose")
  .option("--lead <id>", "of whoever sent this lead")
  .option("--dry-run", "only say what would go", false)
  .action(async ({ email, lead: leadId, dryRun }) => {
    if ((email === undefined) === (leadId === undefined)) throw new Error("Name a person by --email or by --lead.");
    const person = email === undefined ? { leadId, dryRun } : { email, dryRun };
    const input = parseInput(ErasePersonInput, person, "person");
    const { DATABASE_URL } = parseCommandConfig(process.env);
    await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-erase" });
    const acting = actAs(db, { kind: "system", id: "command line" }, "privacy.erase");
    process.stdout.write(toText(await erasePerson({ db: acting }, input)));
  });

function toText({ dryRun, leadIds, archivedLeadIds, contacts, comments, failures, auditValues }: Erasure): string {
  const counted = leadIds.length + archivedLeadIds.length + contacts + comments + failures + auditValues;
  if (counted === 0) return "Nothing is on file of this person.\n";
  const lines = [
    dryRun ? "Would go:" : "Gone:",
    `  of ${leadIds.length + archivedLeadIds.length} leads: address, name, telephone, texts, what was sent`,
    ...[...leadIds, ...archivedLeadIds].map((id) => `    ${id}`),
    `  ${contacts} contacts of accounts`,
    `  ${comments} comments on re-routes, rejections and disqualifications`,
    `  ${failures} errors with what was sent`,
    `  ${auditValues} values that the audit trail speaks of`,
  ];
  return `${lines.join("\n")}\n`;
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
