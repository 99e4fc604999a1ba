import { ImportKind } from "@pointsman/contracts/imports";
import { Argument, Command, InvalidArgumentError, Option } from "commander";

import { runBench } from "./bench/run-bench.ts";
import { runAnomalies } from "./commands/anomalies.ts";
import { runArchiveCommand } from "./commands/archive.ts";
import { runCheck } from "./commands/check.ts";
import { runDepart } from "./commands/depart.ts";
import { runExport } from "./commands/export.ts";
import { runImport } from "./commands/import.ts";
import { DIMENSIONS, runReport } from "./commands/report.ts";
import { runRouterCommand } from "./commands/router-command.ts";
import { runStackCommand } from "./commands/stack.ts";
import { runStart } from "./commands/start.ts";
import { runTest } from "./commands/test.ts";
import { runWarehouse, WAREHOUSE_ACTIONS } from "./commands/warehouse.ts";
import { defaultDataDir } from "./paths.ts";
import { out } from "./print/out.ts";

const DEFAULT_PORT = 8787;

function parseWhole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number");
  return value;
}

/** `90d` or `90`. */
function parseDays(text: string): number {
  const [, days] = /^([1-9]\d*)d?$/.exec(text) ?? [];
  if (days === undefined) throw new InvalidArgumentError("expected a number of days, e.g. 30d");
  return Number(days);
}

/** `Account Name=name` */
function addMapping(text: string, mapping: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected column=field");
  return new Map([...mapping, [text.slice(0, at), text.slice(at + 1)]]);
}

type Dimension = (typeof DIMENSIONS)[number];

function parseDimension(text: string): Dimension {
  const known = DIMENSIONS.find((name) => name === text.trim());
  if (known === undefined) throw new InvalidArgumentError(`expected one of ${DIMENSIONS.join(", ")}`);
  return known;
}

/** `territory,tier` */
function parseDimensions(text: string): readonly Dimension[] {
  return text.split(",").map(parseDimension);
}

/** `tier=tier1` */
function addFilter(text: string, filter: ReadonlyMap<Dimension, string>): ReadonlyMap<Dimension, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError("expected dimension=value");
  return new Map([...filter, [parseDimension(text.slice(0, at)), text.slice(at + 1)]]);
}

const dataDir = () => new Option("--data <folder>", "where data is kept").default(defaultDataDir());

const program = new Command("npm run").description("Pointsman on this machine.");

program
  .command("start")
  .usage("[options]  (npm start -- [options])")
  .description("Starts the whole stack, routes 500 sample leads before your eyes, and stays up until Ctrl-C.")
  .addOption(
    new Option("--port <number>", "port of the edge; the services take the three after it; 0 = free ones")
      .default(DEFAULT_PORT)
      .argParser(parseWhole),
  )
  .addOption(dataDir())
  .option("--fresh", "remove kept data first", false)
  .option("--no-demo", "start empty: no demo organisation, no sample leads")
  .option(
    "--once",
    "run the whole demo, check that the stores agree, stop; exit code 0 only when every lead was routed",
    false,
  )
  .addHelpText(
    "after",
    `
Environment:
  DATABASE_URL              use this Postgres in place of the embedded one
  MIGRATION_DATABASE_URL    run migrations there as this user (default: DATABASE_URL)
  CLICKHOUSE_URL            use this ClickHouse server in place of the embedded engine
  MIGRATION_CLICKHOUSE_URL  run its migrations as this user (default: CLICKHOUSE_URL)
  SMTP_URL                  tell people by e-mail through this server (default: nobody is told)
  MAIL_FROM                 the sender of that e-mail
  ALLOW_PRIVATE_ADDRESSES   webhooks and calendars may stand in this network: true, or ranges such as 10.1.0.0/16
  GOOGLE_CREDENTIALS, MICROSOFT_CREDENTIALS, CALENDAR_SYNC_MINUTES
                            read calendars: docs/availability.md, also for
                            GOOGLE_…_URL and MICROSOFT_…_URL

While it runs, in another terminal:
  npm run stack           its parts, with address, process and memory
  npm run stack -- stop router      and: start router, down
  npm run warehouse       reconcile the warehouse, or rebuild it
  npm run report          the routing report
  npm run check           do both stores hold every lead, exactly once?`,
  )
  .action(async (options) => runStart(options));

program
  .command("stack")
  .usage("[options] [stop|start|down] [part]  (npm run stack -- …)")
  .description("Shows the parts of the running stack, or stops and starts one of them.")
  .argument("[action]", "stop, start or down")
  .argument("[part]", "router, analytics, intake or postgres")
  .addOption(dataDir())
  .action(async (action, part, options) => runStackCommand({ action, part, ...options }));

program
  .command("report")
  .usage("[options]  (npm run report -- [options])")
  .description("Prints the routing report; starts the stack for as long as it takes where none runs.")
  .addOption(new Option("--last <days>", "how many days back, e.g. 30d (the default)").argParser(parseDays))
  .option("--from <day>", "in place of --last: first day, or instant, of the period")
  .option("--until <day>", "with --from: the day, or instant, before which it ends (default: now)")
  .addOption(
    new Option("--by <dimensions>", `all figures by up to four of ${DIMENSIONS.join(", ")}; comma-separated`)
      .default([])
      .argParser(parseDimensions),
  )
  .addOption(
    new Option("--where <dimension=value>", "only these leads, e.g. tier=tier1; may be repeated")
      .default(new Map(), "")
      .argParser(addFilter),
  )
  .addOption(
    new Option("--format <format>", "csv and json have each figure with n and its 95 % interval")
      .choices(["table", "csv", "json"])
      .default("table"),
  )
  .addOption(dataDir())
  .action(async (options) => runReport(options));

program
  .command("anomalies")
  .usage("[scan|list|acknowledge] [number] [options]  (npm run anomalies -- scan)")
  .description("Looks for what moved in how leads are routed, lists what was found, or says that you know of one.")
  .addArgument(new Argument("[action]", "what to do").choices(["scan", "list", "acknowledge"]).default("list"))
  .argument("[number]", "of the anomaly to acknowledge")
  .addOption(new Option("--last <days>", "scan: how many days back").default(112, "112d").argParser(parseDays))
  .addOption(dataDir())
  .action(async (action, id, options) => runAnomalies({ action, id, ...options }));

program
  .command("check")
  .usage("[options]  (npm run check -- [options])")
  .description(
    "Verifies the invariants in Postgres, replays every decision, compares Postgres with ClickHouse. Exit code 1 where one fails.",
  )
  .addOption(dataDir())
  .option("--database <url>", "check this Postgres by itself, without a stack; takes no locks")
  .option("--attempts <file>", 'and that it holds what clients sent: {"leadId": …, "acknowledged": …} a line')
  .action(async (options) => runCheck(options));

program
  .command("depart")
  .usage("--rep <id> [options]  (npm run depart -- --rep rep_ann --preview)")
  .description("A rep leaves: his pools, accounts and leads go to others. Look at it with --preview first.")
  .requiredOption("--rep <id>", "who leaves")
  .option("--to <id>", "who takes over (default: the first active one of his backups)")
  .addOption(
    new Option(
      "--accounts <whom>",
      "his accounts: to who takes over, or to nobody, so that the rules say at the next lead",
    )
      .choices(["successor", "territory"])
      .default("successor"),
  )
  .option("--preview", "only show what would change", false)
  .addOption(dataDir())
  .action(async (options) => runDepart(options));

program
  .command("keys")
  .usage("create|list|rotate|revoke [options]  (npm run keys -- create --help)")
  .description("Makes, lists, replaces and ends API keys, of DATABASE_URL or of the local stack.")
  .argument("[arguments...]")
  .helpOption(false)
  .allowUnknownOption()
  .addOption(dataDir())
  .action(async (args, options) => runRouterCommand("keys", { args, ...options }));

program
  .command("audit")
  .usage("verify|checkpoint|export [options]  (npm run audit -- verify --help)")
  .description("Verifies, signs and exports the audit trail, of DATABASE_URL or of the local stack.")
  .argument("[arguments...]")
  .helpOption(false)
  .allowUnknownOption()
  .addOption(dataDir())
  .action(async (args, options) => runRouterCommand("audit", { args, ...options }));

program
  .command("erase")
  .usage("--email <address> | --lead <id> [--dry-run]  (npm run erase -- --help)")
  .description("Takes away what is personal of somebody, of DATABASE_URL or of the local stack.")
  .argument("[arguments...]")
  .helpOption(false)
  .allowUnknownOption()
  .addOption(dataDir())
  .action(async (args, options) => runRouterCommand("erase", { args, ...options }));

program
  .command("warehouse")
  .usage("<action> [options]  (npm run warehouse -- rebuild)")
  .description("Looks after the warehouse: status, reconcile, rebuild from Postgres, refused events, redeliver them.")
  .addArgument(new Argument("<action>", "what to do").choices(WAREHOUSE_ACTIONS))
  .addOption(dataDir())
  .action(async (action: (typeof WAREHOUSE_ACTIONS)[number], { data }: { readonly data: string }) =>
    runWarehouse(action, data),
  );

program
  .command("archive")
  .usage("[options]  (npm run archive -- --older-than 90d --dry-run)")
  .description(
    "Moves finished leads and delivered events out of the tables that routing writes to. Safe while leads are routed.",
  )
  .addOption(
    new Option("--older-than <days>", "leads that were converted or disqualified so long ago; at least 35d")
      .default(90, "90d")
      .argParser(parseDays),
  )
  .addOption(
    new Option("--unqualified-older-than <days>", "leads that came so long ago and never qualified")
      .default(365, "365d")
      .argParser(parseDays),
  )
  .addOption(
    new Option("--events-older-than <days>", "events that were delivered so long ago")
      .default(7, "7d")
      .argParser(parseDays),
  )
  .option("--dry-run", "only say how many", false)
  .option(
    "--database <url>",
    "as the owner of its tables (default: MIGRATION_DATABASE_URL, DATABASE_URL, the local stack)",
  )
  .addOption(dataDir())
  .action(async (options) => runArchiveCommand(options));

program
  .command("import")
  .usage("<kind> <file> [options]  (npm run import -- accounts FILE.csv --dry-run)")
  .description(
    "Imports a CSV file: adds what is new, changes what differs. Again with the same file it changes nothing.",
  )
  .addArgument(new Argument("<kind>", "what stands in its rows").choices(ImportKind.options))
  .argument("<file>", "UTF-8, with a header; commas, semicolons or tabs")
  .option("--dry-run", "only say what would become of each row", false)
  .option("--all-or-nothing", "write nothing where a row is wrong", false)
  .option("--notify", "leads: tell the reps of each of them; else of none", false)
  .option(
    "--map <column=field>",
    "read a column as this field; column= leaves it out; may be repeated",
    addMapping,
    new Map(),
  )
  .option("--source <slug>", "leads: the source of rows that name none", "csv-import")
  .option("--report <file>", "write what became of each row as CSV")
  .addOption(dataDir())
  .action(async (kind, file, options) => runImport({ kind, file, ...options }));

program
  .command("export")
  .usage("<kind> [options]  (npm run export -- accounts --out FILE.csv)")
  .description("Writes what is on file as CSV, as import reads it. No cell of it starts a formula.")
  .addArgument(new Argument("<kind>", "what to write").choices(ImportKind.options))
  .option("--out <file>", "the file (default: standard output)")
  .addOption(dataDir())
  .action(async (kind, options) => runExport({ kind, ...options }));

program
  .command("bench")
  .usage("<name> [options]  (npm run bench -- <name> [options])")
  .description("Measures. Without a name it lists what there is to measure.")
  .argument("[name]")
  .option("--json", "one JSON line per figure in place of the table", false)
  .option("--quick", "the same figures from shorter runs, where a bench is long", false)
  .option("--part <name>", "only this part of core, router or warehouse; with a name that is none it lists them")
  .action(async (name, options) => runBench(name, options));

program
  .command("faults")
  .usage("<name|all> [options]  (npm run faults -- <name|all> [options])")
  .description(
    "Tries to break the routing service, on a Postgres of its own. Without a name it lists what there is to try.",
  )
  .argument("[name]")
  .addOption(new Option("--minutes <number>", "try each again and again for so long").argParser(parseWhole))
  .addOption(new Option("--seed <number>", "make the choices of an earlier run").argParser(parseWhole))
  // Loaded when asked for: it brings what tests are made of.
  .action(async (name, options) => (await import("./faults/run-faults.ts")).runFaults(name, options));

program
  .command("test")
  .usage("(npm test)")
  .description("Runs every check: build, types, lint, dead code, tests.")
  .allowExcessArguments()
  .action(async () => runTest());

try {
  await program.parseAsync();
} catch (error) {
  out.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
