import { importPKCS8, SignJWT } from "jose";
import { z } from "zod";

import { createAccessToken, type AccessToken, type TokenOptions } from "../access-token.ts";

/** The events' times and types, and nobody's free/busy but by sharing or delegation. */
const SCOPES = [
  "https://www.googleapis.com/auth/calendar.events.readonly",
  "https://www.googleapis.com/auth/calendar.freebusy",
].join(" ");

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/**
 * The key file of a service account as Google hands it out, or an OAuth client with a refresh token of somebody who sees
 * the calendars. `subject`: whom the service account stands for, where it has domain-wide delegation.
 */
export const GoogleCredentials = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("service_account"),
    client_email: z.email(),
    private_key: z.string().min(1),
    private_key_id: z.string().optional(),
    subject: z.email().optional(),
  }),
  z.object({
    type: z.literal("authorized_user"),
    client_id: z.string().min(1),
    client_secret: z.string().min(1),
    refresh_token: z.string().min(1),
  }),
]);
export type GoogleCredentials = z.infer<typeof GoogleCredentials>;

export function createGoogleToken(credentials: GoogleCredentials, options: Omit<TokenOptions, "form">): AccessToken {
  const { nowMs, tokenUrl } = options;
  return createAccessToken({
    ...options,
    form: async () => {
      if (credentials.type === "authorized_user") {
        const { client_id, client_secret, refresh_token } = credentials;
        return { grant_type: "refresh_token", client_id, client_secret, refresh_token };
      }
      return { grant_type: JWT_BEARER, assertion: await signAssertion(credentials, { tokenUrl, nowMs: nowMs() }) };
    },
  });
}

async function signAssertion(
  account: Extract<GoogleCredentials, { type: "service_account" }>,
  { tokenUrl, nowMs }: { readonly tokenUrl: string; readonly nowMs: number },
): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1_000);
  const jwt = new SignJWT({ scope: SCOPES })
    .setProtectedHeader({
      alg: "RS256",
      typ: "JWT",
      ...(account.private_key_id !== undefined && { kid: account.private_key_id }),
    })
    .setIssuer(account.client_email)
    .setAudience(tokenUrl)
    .setIssuedAt(issuedAt)
    // The longest that Google takes.
    .setExpirationTime(issuedAt + 3_600);
  if (account.subject !== undefined) jwt.setSubject(account.subject);
  return jwt.sign(await importPKCS8(account.private_key, "RS256"));
}
