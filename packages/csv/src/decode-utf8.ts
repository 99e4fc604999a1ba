import { AppError } from "@pointsman/contracts/error";

/** Bytes as text, without a byte order mark. @throws AppError `MALFORMED_BODY` for what is not UTF-8 */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AppError(
      "MALFORMED_BODY",
      'The file is not UTF-8. Save it again as UTF-8; in Excel: "CSV UTF-8 (Comma delimited)".',
    );
  }
}
