/** Which addresses of the network are public. Only those are connected to on behalf of people. */
import ipaddr from 'ipaddr.js';

/** What the IANA has given to hosts of the internet: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** For documentation. The package does not know it: https://www.rfc-editor.org/rfc/rfc9637 */
const DOCUMENTATION = ipaddr.IPv6.parseCIDR('3fff::/20');

/**
 * Refuses everything but ordinary public addresses: loopback, private and shared ranges, link-local ones with the metadata of AWS,
 * multicast, reserved ones, and IPv6 addresses that contain an IPv4 address (mapped, NAT64, 6to4, Teredo), which lead elsewhere.
 * @param address of a name, as its text
 */
export function isPublicAddress(address: string): boolean {
  // With a zone (fe80::1%eth0), or no address at all.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return true;
  return parsed.match(GLOBAL_IPV6) && !parsed.match(DOCUMENTATION);
}
