/**
 * E-mail addresses, as the e-mail field of a browser accepts them, with a dot in the domain. A domain in other scripts is kept in
 * its ASCII form, which is what that field sends: alice@bücher.example is alice@xn--bcher-kva.example. The part before the @ is
 * ASCII: most mail servers still refuse others (SMTPUTF8, RFC 6531).
 */
import { domainToASCII } from 'node:url';

export const EMAIL_MAX = 254;

/**
 * https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address, with dots before the @ only between other characters
 * (dot-atom of RFC 5322).
 */
export const EMAIL_PATTERN =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

/** Converts the domain to ASCII; returns the address unchanged when the domain is invalid. */
export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  // Keeps an ASCII domain as typed: domainToASCII would also cut at "/" or "#".
  if (!/[^\0-\x7f]/.test(domain) || /[\0-,/:-@[-`{-\x7f]/.test(domain)) return address;
  return `${address.slice(0, at + 1)}${domainToASCII(domain)}`;
}
