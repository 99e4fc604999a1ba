/** How people and programs are told, and calendars read, as whoever starts the stack has set it; by default nobody is called. */
export function readOutbound(): Readonly<Record<string, string>> {
  const { SMTP_URL, MAIL_FROM, ALLOW_PRIVATE_ADDRESSES } = process.env;
  const { CALENDAR_SYNC_MINUTES, GOOGLE_CREDENTIALS, MICROSOFT_CREDENTIALS } = process.env;
  const given = Object.entries({
    SMTP_URL,
    MAIL_FROM,
    ALLOW_PRIVATE_ADDRESSES,
    CALENDAR_SYNC_MINUTES,
    GOOGLE_CREDENTIALS,
    MICROSOFT_CREDENTIALS,
  });
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
