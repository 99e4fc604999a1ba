/** How the local stack runs. */
export interface StackOptions {
  /** The edge's port; the routing service takes the next one, then analytics, Postgres, SQL for analysts. 0: free ones. */
  readonly port: number;
  readonly dataDir: string;
  /** Remove kept data first. */
  readonly fresh: boolean;
  readonly servers: Servers;
}

/** Servers to use in place of the embedded ones; none: everything is embedded. */
export interface Servers {
  readonly databaseUrl?: string | undefined;
  /** As whom migrations run there; `databaseUrl` where absent. */
  readonly migrationDatabaseUrl?: string | undefined;
  readonly clickhouseUrl?: string | undefined;
  /** As whom migrations run there; `clickhouseUrl` where absent. */
  readonly migrationClickhouseUrl?: string | undefined;
}

export interface Ports {
  readonly intake: number;
  readonly router: number;
  readonly analytics: number;
  readonly postgres: number;
  readonly analysts: number;
}
