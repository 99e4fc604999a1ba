import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the local stack keeps the key that signs the head of the audit trail. */
export function auditKeyFile(dataDir: string): string {
  return join(dataDir, "audit-key.pem");
}

/**
 * The settings by which the routing service of the local stack signs: those of the environment, or a key of the stack's own, made
 * on the first start. On servers the key stands where who writes to the database cannot read it.
 */
export async function readAuditKey(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const { AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE } = process.env;
  if (AUDIT_SIGNING_KEY !== undefined) return { AUDIT_SIGNING_KEY };
  if (AUDIT_SIGNING_KEY_FILE !== undefined) return { AUDIT_SIGNING_KEY_FILE };
  const file = auditKeyFile(dataDir);
  if (!existsSync(file)) {
    await mkdir(dataDir, { recursive: true });
    const { privateKey } = generateKeyPairSync("ed25519");
    await writeFile(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  return { AUDIT_SIGNING_KEY_FILE: file };
}
