import { AppError } from "@pointsman/contracts/error";

/** A form of 40 long answers is about 20 KiB; with all of it kept, the lead still fits a queue message of 128 KB. */
export const MAX_LEAD_BYTES = 64 * 1024;

/**
 * Reads the whole body, and counts it while it comes: `Content-Length` may lie or be absent.
 *
 * @throws AppError `BODY_TOO_LARGE` as soon as there is a byte too many.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new AppError("MALFORMED_BODY", "The connection ended before the body did.");
    });
    if (done) return joinChunks(chunks, length);
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined); // the caller may be gone already
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("BODY_TOO_LARGE", `The body may have ${maxBytes} bytes at most.`);
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
