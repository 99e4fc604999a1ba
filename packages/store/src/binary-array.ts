const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/** Types of elements, as Postgres numbers them. */
const OID = { text: 25, json: 114 } as const;

/**
 * An array of texts or documents in Postgres' binary form, which `pg` sends as it is: the elements are then neither escaped
 * here nor taken apart there, as they are within one JSON parameter.
 */
export function toBinaryArray(type: keyof typeof OID, texts: readonly (string | null)[]): Buffer {
  const sizes = texts.map((text) => (text === null ? NULL_LENGTH : Buffer.byteLength(text)));
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + Math.max(0, size), HEADER_BYTES));
  // Dimensions, whether there are nulls, the type of the elements; then length and first index of the one dimension.
  let at = buffer.writeInt32BE(1, 0);
  at = buffer.writeInt32BE(sizes.includes(NULL_LENGTH) ? 1 : 0, at);
  at = buffer.writeInt32BE(OID[type], at);
  at = buffer.writeInt32BE(texts.length, at);
  at = buffer.writeInt32BE(1, at);
  for (const [index, text] of texts.entries()) {
    at = buffer.writeInt32BE(sizes[index] ?? NULL_LENGTH, at);
    if (text !== null) at += buffer.write(text, at);
  }
  return buffer;
}
