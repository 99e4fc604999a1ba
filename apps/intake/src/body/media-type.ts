import { AppError } from "@pointsman/contracts/error";

const ACCEPTED = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"] as const;

/** The content types that a lead may come in. */
export type MediaType = (typeof ACCEPTED)[number];

/** UTF-8 by the names that clients give it; ASCII is a part of it. */
const UTF8_NAMES: ReadonlySet<string> = new Set(["utf-8", "utf8", "us-ascii"]);

/** Reads `Content-Type`, or throws `UNSUPPORTED_MEDIA_TYPE`. Two headers arrive joined by a comma and are refused. */
export function parseMediaType(headers: Headers): MediaType {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "") {
    throw unsupported("A compressed body is not accepted: leave out Content-Encoding.");
  }
  const [essence = "", ...parameters] = (headers.get("content-type") ?? "").split(";");
  const type = ACCEPTED.find((accepted) => accepted === essence.trim().toLowerCase());
  if (type === undefined) throw unsupported(`Content-Type must be one of ${ACCEPTED.join(", ")}.`);
  const charset = readParameter(parameters, "charset");
  if (charset !== undefined && !UTF8_NAMES.has(charset.toLowerCase())) throw unsupported("Send the body in UTF-8.");
  if (type === "multipart/form-data" && !readParameter(parameters, "boundary")) {
    throw new AppError("MALFORMED_BODY", "Content-Type multipart/form-data has no boundary.");
  }
  return type;
}

function readParameter(parameters: readonly string[], name: string): string | undefined {
  const found = parameters
    .map((parameter) => parameter.split("="))
    .find(([key = ""]) => key.trim().toLowerCase() === name);
  return found?.slice(1).join("=").trim().replaceAll('"', "");
}

function unsupported(message: string): AppError {
  return new AppError("UNSUPPORTED_MEDIA_TYPE", message);
}
