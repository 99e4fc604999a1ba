import { parseConfig, type RouterConfig } from "../config.ts";

/** What the commands need of the environment: the database, and what signs. */
export function parseCommandConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<RouterConfig, "DATABASE_URL" | "AUDIT_SIGNING_KEY" | "AUDIT_SIGNING_KEY_FILE"> {
  const { DATABASE_URL, AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE } = environment;
  return parseConfig({ DATABASE_URL, AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE });
}
