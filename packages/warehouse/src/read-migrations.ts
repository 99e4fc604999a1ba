import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

export type Migration = {
  /** File name without `.sql`, e.g. `0001_lead_event`. */
  readonly name: string;
  /** SHA-256 of the file, hex. */
  readonly hash: string;
  readonly statements: readonly string[];
};

const MIGRATIONS = new URL("./migrations/", import.meta.url);

/** All migrations in their order, not rendered. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, MIGRATIONS), "utf8");
      return {
        name: file.slice(0, -".sql".length),
        hash: createHash("sha256").update(text).digest("hex"),
        statements: text.split(/;\s*$/m).filter((statement) => statement.trim() !== ""),
      };
    }),
  );
}

/**
 * How statements are told where they apply: on every server of a cluster, with tables that replicate, or on one server.
 * The path and name of a replica are those that the servers' `default_replica_path` and `default_replica_name` say.
 *
 * @param cluster as in `remote_servers` of the servers' configuration; null: a single server
 * @throws Error if it would need quoting
 */
export function renderFor(cluster: string | null): (statement: string) => string {
  if (cluster !== null) assertPlainName(cluster, "cluster");
  const onCluster = cluster === null ? "" : ` on cluster ${cluster}`;
  return (statement) =>
    statement.replaceAll(" {on_cluster}", onCluster).replaceAll("{replicated}", cluster === null ? "" : "Replicated");
}

/** @throws Error if the name would need quoting */
export function assertPlainName(name: string, what: "database" | "cluster"): void {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) throw new Error(`"${name}" is not a plain ${what} name.`);
}
