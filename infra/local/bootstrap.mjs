// The first step of every `npm` script: plain JavaScript for whatever Node (20 or newer) the machine has. Installs the
// dependencies when the lock file is not the one they were installed from, then hands over to the pinned Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = join(ROOT, "node_modules", ".bin");
const STAMP = join(ROOT, "node_modules", ".pointsman-installed");
const MIN_NODE = 20;

const environment = {
  ...process.env,
  PATH: `${BIN}:${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
};

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", env: environment });
    // A terminal sends Ctrl-C to the whole group; what a supervisor sends, it sends to this process alone.
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", () => {});
    process.on("SIGTERM", forward);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", forward);
      resolve(signal === null ? code : 1);
    });
  });
}

async function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(ROOT, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return 0;
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  process.stdout.write(
    `Installing dependencies with ${packageManager} (the first time a minute or two, and 1.5 GB on disk) …\n`,
  );
  const code = await run("npx", ["--yes", packageManager, "install", "--frozen-lockfile"]);
  if (code === 0) writeFileSync(STAMP, wanted);
  else
    process.stderr.write(
      "\nThe dependencies could not be installed. Check the network, then run the same command again.\n",
    );
  return code;
}

async function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < MIN_NODE) {
    process.stderr.write(
      `Pointsman needs Node ${MIN_NODE} or newer to start; this is Node ${process.versions.node}.\n`,
    );
    return 1;
  }
  const failed = await install();
  if (failed) return failed;
  return run(join(BIN, "node"), [
    "--disable-warning=ExperimentalWarning",
    join(ROOT, "infra/local/src/main.ts"),
    ...process.argv.slice(2),
  ]);
}

process.exitCode = await main();
