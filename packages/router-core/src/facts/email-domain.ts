import { isDisposableMailDomain, isFreeMailDomain } from "../matching/mail-domains.ts";
import { toRegistrableDomain } from "../matching/registrable-domain.ts";

export interface EmailDomain {
  /** Registrable domain by the public suffix list, as DNS has it; null where the address has none. */
  readonly domain: string | null;
  /** A mail provider open to anybody, disposable ones included: it says nothing about the company. */
  readonly isFreeMail: boolean;
  /** A provider of addresses to throw away. */
  readonly isDisposable: boolean;
}

/** `ann@mail.acme.co.uk` → `{ domain: "acme.co.uk", isFreeMail: false, isDisposable: false }`. */
export function toEmailDomain(email: string): EmailDomain {
  const domain = toRegistrableDomain(email.slice(email.lastIndexOf("@") + 1));
  return {
    domain,
    isFreeMail: domain !== null && isFreeMailDomain(domain),
    isDisposable: domain !== null && isDisposableMailDomain(domain),
  };
}
