import { AppError } from "@pointsman/contracts/error";

import type { MediaType } from "./media-type.ts";
import { parseForm } from "./parse-form.ts";
import { parseJson } from "./parse-json.ts";
import { parseMultipart } from "./parse-multipart.ts";
import { MAX_FIELDS, type ParsedBody } from "./raw-field.ts";

/** Bytes → fields, or an `AppError` that says what is wrong with them. `contentType` carries a multipart boundary. */
export async function parseBody(bytes: Uint8Array, type: MediaType, contentType: string): Promise<ParsedBody> {
  if (bytes.byteLength === 0) throw new AppError("MALFORMED_BODY", "The body is empty.");
  const body = await PARSERS[type](bytes, contentType);
  if (body.fields.length > MAX_FIELDS) {
    throw new AppError("MALFORMED_BODY", `The body has ${body.fields.length} fields; at most ${MAX_FIELDS} are taken.`);
  }
  return body;
}

const PARSERS = {
  "application/json": (bytes) => parseJson(decodeUtf8(bytes)),
  "application/x-www-form-urlencoded": (bytes) => parseForm(decodeUtf8(bytes)),
  "multipart/form-data": parseMultipart,
} as const satisfies Record<MediaType, (bytes: Uint8Array, contentType: string) => ParsedBody | Promise<ParsedBody>>;

/** A byte order mark is dropped; bytes that are not UTF-8 are refused rather than stored as question marks. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new AppError("MALFORMED_BODY", "The body is not valid UTF-8.");
  }
}
