/** Gmail delivers `a.n.n@` and `ann@` to one person, under both of its domains. */
const DOTLESS_DOMAINS: ReadonlySet<string> = new Set(["gmail.com", "googlemail.com"]);

/**
 * The mailbox behind an address: two addresses with the same one are the same person.
 *
 * Case is folded; what follows a `+` is dropped at every domain, because Gmail, Microsoft 365, iCloud, Proton and Fastmail,
 * and with them most companies, deliver it to the same mailbox; dots are dropped at Gmail alone, since elsewhere
 * `an.na@` and `anna@` are two people. Folding twice changes nothing.
 */
export function foldEmail(email: string): string {
  const address = email.trim().toLowerCase();
  const at = address.lastIndexOf("@");
  if (at < 1) return address;
  const domain = address.slice(at + 1);
  const tagged = address.slice(0, at);
  const plus = tagged.indexOf("+");
  // `+only@…` is a name of its own.
  const local = plus > 0 ? tagged.slice(0, plus) : tagged;
  if (!DOTLESS_DOMAINS.has(domain)) return `${local}@${domain}`;
  return `${local.replaceAll(".", "") || local}@gmail.com`;
}
