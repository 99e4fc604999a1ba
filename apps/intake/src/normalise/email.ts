import { LeadDetails } from "@pointsman/contracts/lead";

/** An address that can be used, or what is wrong with the one given. */
export type EmailCheck =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly problem: string; readonly expected: string };

const EXPECTED = "one address such as jane@example.com";

/** The contract has the last word, so that the edge never hands over what the router would refuse. */
const EmailSchema = LeadDetails.unwrap().shape.email;

/** Lower case, and the domain in ASCII: `Jane@Bücher.example` → `jane@xn--bcher-kva.example`. */
export function checkEmail(typed: string): EmailCheck {
  const text = typed.trim();
  if (text === "") return refuse("is empty");
  // A line break in an address is how headers are smuggled into mail; cutting it out would hide the attempt.
  if (/\p{Cc}/u.test(text)) return refuse("has a line break or another control character in it");
  if (text.length > 1_000) return refuse("is longer than 254 characters");
  const parts = text.normalize("NFC").split("@");
  const [local = "", domain = ""] = parts;
  if (parts.length !== 2 || local === "" || domain === "") return refuse("is not an address with one @");
  const host = toAsciiDomain(domain);
  if (host === undefined) return refuse("has no valid domain after the @");
  const email = `${local.toLowerCase()}@${host}`;
  if (email.length > 254) return refuse("is longer than 254 characters");
  return EmailSchema.safeParse(email).success ? { ok: true, email } : refuse("is not a valid address");
}

/** By the URL parser, which knows the rules for international names; what it would read as an address or a path is refused. */
function toAsciiDomain(domain: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !domain.includes(".") || /^[\d.]+$/.test(domain)) return undefined;
  const url = URL.parse(`http://${domain}/`);
  return url === null || url.hostname === "" ? undefined : url.hostname;
}

function refuse(problem: string): EmailCheck {
  return { ok: false, problem, expected: EXPECTED };
}
