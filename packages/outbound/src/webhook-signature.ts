import { createHmac } from "node:crypto";

/** Marks a secret as one of the Standard Webhooks specification, which asks for 24 to 64 bytes. */
const SECRET_PREFIX = "whsec_";

/** A secret as receivers are told it. @param bytes 24 to 64 of them, by chance */
export function toWebhookSecret(bytes: Uint8Array): string {
  return `${SECRET_PREFIX}${Buffer.from(bytes).toString("base64")}`;
}

/**
 * The headers that prove where a webhook comes from, by the Standard Webhooks specification 1.0: HMAC-SHA256 over id,
 * time and body, once for each secret, so that a receiver who knows either of two accepts it.
 *
 * @param id the same for every attempt; holds no full stop, which parts what is signed
 * @param atMs of this attempt, in ms since 1970
 */
export function signWebhook({
  id,
  atMs,
  body,
  secrets,
}: {
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
  readonly secrets: readonly string[];
}): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  if (id.includes(".")) throw new Error(`The id of a webhook holds no full stop: ${id}`);
  const timestamp = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
