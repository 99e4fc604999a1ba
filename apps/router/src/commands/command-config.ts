import { parseConfig } from "../config.ts";

/** What the commands need of the environment: the database. */
export function parseCommandConfig(environment: Readonly<Record<string, string | undefined>>): {
  readonly DATABASE_URL: string;
} {
  const { DATABASE_URL } = parseConfig({ DATABASE_URL: environment["DATABASE_URL"] });
  return { DATABASE_URL };
}
