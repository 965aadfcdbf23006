/** Groups client addresses for rate limits. */

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** "2001:db8::1" -> ["2001", "db8", "0", "0", "0", "0", "0", "1"] */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const split = (part: string) => (part === '' ? [] : part.split(':'));
  const [front, back] = [split(head), split(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, GROUPS - front.length - back.length) }, () => '0');
  return tail === undefined ? front : [...front, ...zeros, ...back];
}

/**
 * Returns an IPv4 address unchanged, and the /64 of an IPv6 address, because a home or a phone gets a whole /64 (RFC 6177).
 * @param sourceIp as seen by the gateway or the edge. Clients can forge headers such as X-Forwarded-For.
 */
export function addressGroup(sourceIp: string): string {
  const [, mapped] = MAPPED_IPV4.exec(sourceIp) ?? [];
  if (mapped) return mapped;
  if (!sourceIp.includes(':')) return sourceIp;
  const [bare = ''] = sourceIp.split('%');
  const network = groupsOf(bare).slice(0, NETWORK_GROUPS);
  return `${network.map((group) => group.replace(/^0{1,3}(?=.)/, '')).join(':')}::/64`;
}
