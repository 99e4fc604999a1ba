import { createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

import { AuditCheckpoint, ExportLine, type AuditFinding } from "@pointsman/contracts/audit";
import { verifyChain } from "@pointsman/store/audit/verify-chain";
import { verifyExport } from "@pointsman/store/audit/verify-export";
import { connect } from "@pointsman/store/connect";
import { Command } from "commander";

import { parsePublicKey, readSigningKey } from "../audit/signing-key.ts";
import { exportAudit, makeCheckpoint } from "../verbs/audit.ts";
import { parseCommandConfig } from "./command-config.ts";

/** `node apps/router/src/commands/audit.ts verify|checkpoint|export`, on the database of DATABASE_URL. */

const program = new Command("npm run audit --").description(
  "The audit trail of the database of DATABASE_URL, else of the local stack (--data <folder>).",
);

program
  .command("verify")
  .description("Finds whatever was changed, taken away, put in or cut off. Exit code 1 where something was.")
  .option("--checkpoint <file>", "what `checkpoint` printed before: the chain must still have it")
  .option("--public-key <file>", "who signed (default: the public half of AUDIT_SIGNING_KEY)")
  .option("--database <url>", "of this Postgres (default: DATABASE_URL)")
  .option("--file <file>", "of this export, without a database")
  .action(async (options) => verify(options));

program
  .command("checkpoint")
  .description("Signs the last entry and prints that, to be kept elsewhere. Needs AUDIT_SIGNING_KEY or …_FILE.")
  .action(async () => {
    const { DATABASE_URL, ...keys } = parseCommandConfig(process.env);
    await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-audit" });
    const context = { db, clock: { nowMs: Date.now }, signingKey: await readSigningKey(keys) };
    process.stdout.write(`${JSON.stringify(await makeCheckpoint(context))}\n`);
  });

program
  .command("export")
  .description("Writes the whole chain with its signed heads, a JSON object a line, to standard output.")
  .action(async () => {
    const { DATABASE_URL } = parseCommandConfig(process.env);
    await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-audit" });
    for (let after: number | null = 0; after !== null;) {
      const { entries, checkpoints, nextAfter }: Awaited<ReturnType<typeof exportAudit>> = await exportAudit(
        { db },
        { after, limit: 1_000 },
      );
      const lines = [...entries.map((entry) => ({ entry })), ...checkpoints.map((checkpoint) => ({ checkpoint }))];
      process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      after = nextAfter;
    }
  });

interface VerifyOptions {
  readonly checkpoint?: string;
  readonly publicKey?: string;
  readonly database?: string;
  readonly file?: string;
}

async function verify(options: VerifyOptions): Promise<void> {
  const exported = options.checkpoint === undefined ? [] : await readCheckpoints(options.checkpoint);
  if (options.file !== undefined) {
    const publicKey = await readPublicKey(options);
    const { findings, entries, checkpoints, unsigned } = await verifyExport(readLines(options.file), {
      exported,
      publicKey,
    });
    say(`${entries} entries, ${checkpoints} signed heads; ${unsigned} entries behind the last of them.`);
    conclude(findings, publicKey);
    return;
  }
  const publicKey = await readPublicKey(options);
  const { DATABASE_URL } = parseCommandConfig({ ...process.env, ...toDatabase(options) });
  await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-audit" });
  const verdict = await verifyChain(db, { exported, publicKey });
  const { unchained } = verdict;
  say(
    `${verdict.entries} entries up to ${verdict.head.slice(0, 12)}, ${verdict.events} events of leads with their decisions, ` +
      `${verdict.checkpoints} signed heads, ${verdict.erasedValues} personal values erased on request.`,
  );
  say(
    `Not chained yet: ${unchained.changes} changes${unchained.oldestAt === null ? "" : ` (since ${unchained.oldestAt})`}, ${unchained.events} events.`,
  );
  conclude(verdict.findings, publicKey);
}

function toDatabase({ database }: VerifyOptions) {
  return database === undefined ? {} : { DATABASE_URL: database };
}

function conclude(findings: readonly AuditFinding[], publicKey: KeyObject | null): void {
  if (publicKey === null) say("No key is given: signatures were not looked at.");
  for (const { kind, detail } of findings) say(`${kind.toUpperCase()}  ${detail}`);
  say(findings.length === 0 ? "The chain is whole." : `The chain is NOT whole: ${findings.length} findings.`);
  if (findings.length > 0) process.exitCode = 1;
}

async function readPublicKey({ publicKey }: VerifyOptions): Promise<KeyObject | null> {
  if (publicKey !== undefined) return parsePublicKey(await readFile(publicKey, "utf8"));
  const { AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE } = process.env;
  const signing = await readSigningKey({ AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE });
  return signing === null ? null : createPublicKey(signing);
}

async function readCheckpoints(file: string): Promise<readonly AuditCheckpoint[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => AuditCheckpoint.parse(JSON.parse(line)));
}

async function* readLines(file: string): AsyncGenerator<ExportLine> {
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line !== "") yield ExportLine.parse(JSON.parse(line));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
