/** What of the environment of whoever starts the stack is handed on to the routing service. */
const NAMES = [
  "SMTP_URL",
  "MAIL_FROM",
  "ALLOW_PRIVATE_ADDRESSES",
  "CALENDAR_SYNC_MINUTES",
  "GOOGLE_CREDENTIALS",
  "GOOGLE_API_URL",
  "GOOGLE_TOKEN_URL",
  "MICROSOFT_CREDENTIALS",
  "MICROSOFT_GRAPH_URL",
  "MICROSOFT_LOGIN_URL",
] as const;

/** How people and programs are told, and calendars read, as whoever starts the stack has set it; by default nobody is called. */
export function readOutbound(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
