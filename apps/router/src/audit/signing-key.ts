import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { RouterConfig } from "../config.ts";

/** The key of the configuration; null: there is none. @throws Error that says what is expected */
export async function readSigningKey({
  AUDIT_SIGNING_KEY,
  AUDIT_SIGNING_KEY_FILE,
}: Pick<RouterConfig, "AUDIT_SIGNING_KEY" | "AUDIT_SIGNING_KEY_FILE">): Promise<KeyObject | null> {
  const pem = AUDIT_SIGNING_KEY_FILE === undefined ? AUDIT_SIGNING_KEY : await readFile(AUDIT_SIGNING_KEY_FILE, "utf8");
  return pem === undefined ? null : parseSigningKey(pem);
}

/** @param pem PKCS #8, as `openssl genpkey -algorithm ed25519` writes it. @throws Error that says what is expected */
function parseSigningKey(pem: string): KeyObject {
  return requireEd25519(() => createPrivateKey(pem), "a private key (PKCS #8, PEM)");
}

/** @param pem SPKI, as `openssl pkey -pubout` writes it; a private key will do too. @throws Error that says what is expected */
export function parsePublicKey(pem: string): KeyObject {
  return requireEd25519(() => createPublicKey(pem), "a public key (SPKI, PEM)");
}

function requireEd25519(read: () => KeyObject, what: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new Error(`expected ${what} such as: openssl genpkey -algorithm ed25519`);
  }
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`expected ${what} of the kind Ed25519`);
  return key;
}
