import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { DOCUMENTED_VIEWS } from "@pointsman/warehouse/documented-views";

/** The role that an analyst's session takes; it has what the user `pointsman_analyst` of a server has. */
export const ANALYST_ROLE = "pointsman_analyst";

/**
 * Writes the engine's configuration of who may do what, and says where it is. The engine in process knows one user,
 * `default`, and nobody logs in. What a session may do is a matter of its roles: one that sets none has both and does
 * the service's work; one that takes the analyst's alone reads the documented views, by the engine's own grants.
 *
 * @param folder where the two files go; it is made where it is missing
 * @returns path of the configuration, for `--config-file`
 */
export async function writeAccess(folder: string, database: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  // Absolute: the engine looks for a relative one beside its working directory.
  const users = join(folder, "users.xml");
  const config = join(folder, "config.xml");
  const grants = DOCUMENTED_VIEWS.map((view) => `<query>GRANT SELECT ON ${database}.${view}</query>`).join("");
  await writeFile(
    users,
    `<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <roles>
    <pointsman_service><grants><query>GRANT ALL ON *.*</query></grants></pointsman_service>
    <${ANALYST_ROLE}><grants>${grants}</grants></${ANALYST_ROLE}>
  </roles>
  <users>
    <default>
      <no_password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
      <grants><query>GRANT pointsman_service</query><query>GRANT ${ANALYST_ROLE}</query></grants>
    </default>
  </users>
</clickhouse>
`,
  );
  await writeFile(config, `<clickhouse><users_config>${escapeXml(users)}</users_config></clickhouse>\n`);
  return config;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
