import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { RouterConfig } from "../config.ts";

/** The key of the configuration; null: there is none. @throws Error that names the variable and says what is expected */
export async function readSigningKey({
  AUDIT_SIGNING_KEY,
  AUDIT_SIGNING_KEY_FILE: file,
}: Pick<RouterConfig, "AUDIT_SIGNING_KEY" | "AUDIT_SIGNING_KEY_FILE">): Promise<KeyObject | null> {
  if (file !== undefined) return parseSigningKey("AUDIT_SIGNING_KEY_FILE", await readKeyFile(file));
  return AUDIT_SIGNING_KEY === undefined ? null : parseSigningKey("AUDIT_SIGNING_KEY", AUDIT_SIGNING_KEY);
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Error(`AUDIT_SIGNING_KEY_FILE: ${file} cannot be read (${code})`, { cause: error });
  }
}

/** @param pem PKCS #8, as `openssl genpkey -algorithm ed25519` writes it */
function parseSigningKey(variable: string, pem: string): KeyObject {
  return requireEd25519(() => createPrivateKey(pem), `${variable}: expected a private key (PKCS #8, PEM)`);
}

/** @param pem SPKI, as `openssl pkey -pubout` writes it; a private key will do too. @throws Error that says what is expected */
export function parsePublicKey(pem: string): KeyObject {
  return requireEd25519(() => createPublicKey(pem), "expected a public key (SPKI, PEM)");
}

function requireEd25519(read: () => KeyObject, expected: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new Error(`${expected} such as: openssl genpkey -algorithm ed25519`);
  }
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`${expected} of the kind Ed25519`);
  return key;
}
