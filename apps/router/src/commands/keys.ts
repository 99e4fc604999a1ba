import { CreateKeyInput, ListKeysInput, RotateKeyInput, type ApiKey } from "@pointsman/contracts/access";
import { Scope } from "@pointsman/contracts/api";
import { parseInput } from "@pointsman/contracts/error";
import { ApiKeyId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { actAs } from "@pointsman/store/audit/act-as";
import { connect } from "@pointsman/store/connect";
import { Command, InvalidArgumentError, Option } from "commander";

import type { ServiceContext } from "../context.ts";
import { toActor } from "../to-actor.ts";
import { createKey } from "../verbs/create-key.ts";
import { listKeys } from "../verbs/list-keys.ts";
import { revokeKey } from "../verbs/revoke-key.ts";
import { rotateKey } from "../verbs/rotate-key.ts";
import { parseCommandConfig } from "./command-config.ts";

/**
 * `node apps/router/src/commands/keys.ts create|list|rotate|revoke`, on the database of DATABASE_URL. A secret is the only
 * thing written to standard output, so that a script can take it; it is shown once, for only its hash is stored.
 */

/** Whoever has the database's password may do everything with it. */
const OPERATOR: Caller = { id: "key_command-line", name: "command line", scopes: Scope.options };

type Context = Pick<ServiceContext, "db" | "clock">;

const parseUnit = (unit: string) => (text: string) => {
  const [, value] = new RegExp(`^(\\d{1,5})${unit}?$`).exec(text) ?? [];
  if (value === undefined) throw new InvalidArgumentError(`expected a whole number such as 30${unit}`);
  return Number(value);
};

const expires = () => new Option("--expires <days>", "ends after so long, e.g. 90d").argParser(parseUnit("d"));

const program = new Command("npm run keys --").description("API keys of the database of DATABASE_URL.");

program
  .command("create")
  .description("Makes a key and prints its secret, this once.")
  .requiredOption("--name <name>", "what it is for, e.g. crm")
  .addOption(new Option("--scope <scope...>", "what it may do; again for more").choices(Scope.options))
  .option("--person <id>", "whose key it is; his role says what it may do")
  .addOption(expires())
  .action(async ({ name, scope: scopes, person: personId, expires: expiresInDays }) => {
    const input = parseInput(CreateKeyInput, { name, scopes, personId, expiresInDays }, "key");
    const { key, secret } = await work(async (context) => createKey(context, OPERATOR, input));
    say(`${key.id} is made. Its secret is shown this once:`);
    process.stdout.write(`${secret}\n`);
  });

program
  .command("list")
  .description("Shows the keys that work, the latest first.")
  .option("--ended", "those too that were revoked or expired", false)
  .action(async ({ ended }) => {
    const keys = await work(async (context) => listKeys(context, ListKeysInput.parse({ ended, limit: 1_000 })));
    process.stdout.write(keys.length === 0 ? "There are no keys.\n" : toColumns([HEAD, ...keys.map(toCells)]));
  });

program
  .command("rotate")
  .description("Makes a new secret for the same purpose; the old one works on for a while.")
  .argument("<id>", "the key, as listed")
  .addOption(new Option("--overlap <hours>", "both work for so long").default(24, "24h").argParser(parseUnit("h")))
  .addOption(expires())
  .action(async (keyId, { overlap: overlapHours, expires: expiresInDays }) => {
    const input = parseInput(RotateKeyInput, { keyId, overlapHours, expiresInDays }, "rotation");
    const { key, secret, replaced } = await work(async (context) => rotateKey(context, OPERATOR, input));
    say(`${key.id} takes the place of ${replaced.id}, which works until ${replaced.expiresAt}. Shown this once:`);
    process.stdout.write(`${secret}\n`);
  });

program
  .command("revoke")
  .description("Ends a key at once.")
  .argument("<id>", "the key, as listed")
  .action(async (id) => {
    const keyId = parseInput(ApiKeyId, id, "id");
    const key = await work(async (context) => revokeKey(context, keyId));
    say(`${key.id} (${key.name}) is refused since ${key.revokedAt}.`);
  });

async function work<T>(verb: (context: Context) => Promise<T>): Promise<T> {
  const { DATABASE_URL } = parseCommandConfig(process.env);
  await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-keys" });
  return await verb({ db: actAs(db, toActor(OPERATOR), "command line"), clock: { nowMs: Date.now } });
}

const HEAD = ["ID", "NAME", "SECRET", "WHOSE", "STATE", "EXPIRES", "LAST USED", "MAY"] as const;

function toCells({ id, name, hint, personId, scopes, state, expiresAt, lastUsedAt }: ApiKey): readonly string[] {
  const secret = hint === null ? "–" : `${hint}…`;
  return [id, name, secret, personId ?? "machine", state, expiresAt ?? "never", lastUsedAt ?? "never", toMay(scopes)];
}

function toMay(scopes: ApiKey["scopes"]): string {
  if (scopes === null) return "what the role may";
  return scopes.length === Scope.options.length ? "everything" : scopes.join(" ");
}

function toColumns(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  await program.parseAsync();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
