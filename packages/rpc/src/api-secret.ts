import { crc32 } from "node:zlib";

/** `pm_live_<256 bits in base 62>_<CRC-32 of all before it, in base 62>`: what a scanner for leaked secrets looks for. */
const SECRET = /^(pm_live_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

/** What keys were before they had a checksum; they work for as long as they are on file. */
const OLD_SECRET = /^pm_[\w-]{43}$/;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The length of 256 bits, and of 32, in base 62. */
const [RANDOM_LENGTH, CHECKSUM_LENGTH] = [43, 6];

/** As much of a secret as may be shown: the prefix and 24 of its 256 bits. */
const HINT_LENGTH = 12;

/** @param random 32 bytes of chance, fit for secrets */
export function toApiSecret(random: Uint8Array): string {
  if (random.length !== 32) throw new Error("A secret takes 32 bytes of chance");
  const body = `pm_live_${toBase62(BigInt(`0x${Buffer.from(random).toString("hex")}`), RANDOM_LENGTH)}`;
  return `${body}_${checksumOf(body)}`;
}

/** Whether it is worth looking up: a secret that lost or changed a letter on its way is not. */
export function isSound(secret: string): boolean {
  const [, body, checksum] = SECRET.exec(secret) ?? [];
  return body === undefined ? OLD_SECRET.test(secret) : checksumOf(body) === checksum;
}

/** How the secret begins, for lists of keys. */
export function toHint(secret: string): string {
  return secret.slice(0, HINT_LENGTH);
}

function checksumOf(body: string): string {
  return toBase62(BigInt(crc32(body)), CHECKSUM_LENGTH);
}

function toBase62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = `${DIGITS.charAt(Number(rest % 62n))}${text}`;
  return text.padStart(length, "0");
}
