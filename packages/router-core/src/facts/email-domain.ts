import { getDomain } from "tldts";

/**
 * Mail providers open to anybody: such a domain says nothing about the company behind the address.
 * The commonest of Europe, the Americas and Asia; a full list belongs to account matching.
 */
const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set([
  "126.com",
  "163.com",
  "aol.com",
  "bluewin.ch",
  "comcast.net",
  "duck.com",
  "fastmail.com",
  "free.fr",
  "gmail.com",
  "gmx.at",
  "gmx.ch",
  "gmx.com",
  "gmx.de",
  "gmx.net",
  "googlemail.com",
  "hey.com",
  "hotmail.co.uk",
  "hotmail.com",
  "hotmail.de",
  "hotmail.fr",
  "icloud.com",
  "laposte.net",
  "libero.it",
  "live.co.uk",
  "live.com",
  "mac.com",
  "mail.com",
  "mail.ru",
  "me.com",
  "msn.com",
  "naver.com",
  "orange.fr",
  "outlook.com",
  "outlook.de",
  "outlook.fr",
  "pm.me",
  "proton.me",
  "protonmail.com",
  "qq.com",
  "rediffmail.com",
  "seznam.cz",
  "t-online.de",
  "tutanota.com",
  "uol.com.br",
  "wanadoo.fr",
  "web.de",
  "wp.pl",
  "yahoo.ca",
  "yahoo.co.in",
  "yahoo.co.jp",
  "yahoo.co.uk",
  "yahoo.com",
  "yahoo.de",
  "yahoo.fr",
  "yandex.ru",
  "ymail.com",
  "zoho.com",
]);

export interface EmailDomain {
  /** Registrable domain by the public suffix list; null where the address has none. */
  readonly domain: string | null;
  readonly isFreeMail: boolean;
}

/** `ann@mail.acme.co.uk` → `{ domain: "acme.co.uk", isFreeMail: false }`. */
export function toEmailDomain(email: string): EmailDomain {
  const host = email.slice(email.lastIndexOf("@") + 1);
  const domain = getDomain(host, { allowPrivateDomains: false });
  return { domain, isFreeMail: domain !== null && FREE_MAIL_DOMAINS.has(domain) };
}
