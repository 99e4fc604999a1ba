const JSON_OID = 114;
const HEADER_BYTES = 20;

/**
 * A `json[]` in Postgres' binary form, which `pg` sends as it is: documents of some kB each are then neither escaped here
 * nor taken apart there, as they are within one JSON parameter.
 */
export function toJsonArray(texts: readonly string[]): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, HEADER_BYTES));
  // Dimensions, whether there are nulls, the type of the elements; then length and first index of the one dimension.
  let at = buffer.writeInt32BE(1, 0);
  at = buffer.writeInt32BE(0, at);
  at = buffer.writeInt32BE(JSON_OID, at);
  at = buffer.writeInt32BE(texts.length, at);
  at = buffer.writeInt32BE(1, at);
  for (const [index, text] of texts.entries()) {
    at = buffer.writeInt32BE(sizes[index] ?? 0, at);
    at += buffer.write(text, at);
  }
  return buffer;
}
