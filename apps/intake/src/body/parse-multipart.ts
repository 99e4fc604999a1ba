import { AppError } from "@pointsman/contracts/error";

import type { ParsedBody, RawField } from "./raw-field.ts";

/** Reads `multipart/form-data`. Files are left out with a warning: a lead is text. */
export async function parseMultipart(bytes: Uint8Array, contentType: string): Promise<ParsedBody> {
  const form = await readForm(bytes, contentType);
  const fields: RawField[] = [];
  const warnings: string[] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") fields.push({ name, value });
    // A browser sends an empty file for each file input that was left alone.
    else if (value.size > 0) warnings.push(`${name.slice(0, 100)}: files are not taken`);
  }
  return { fields, warnings };
}

async function readForm(bytes: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw new AppError("MALFORMED_BODY", "The multipart body does not match its boundary.");
  }
}
