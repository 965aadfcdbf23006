/** Whose requests count together. */

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
 * An IPv4 address as it is; of an IPv6 address its /64, which is what a home or a phone gets as a whole (RFC 6177).
 * @param sourceIp as the gateway or the edge saw it. Headers such as X-Forwarded-For are the client's own words.
 */
export function addressGroup(sourceIp: string): string {
  const [, mapped] = MAPPED_IPV4.exec(sourceIp) ?? [];
  if (mapped) return mapped;
  if (!sourceIp.includes(':')) return sourceIp;
  const [bare = ''] = sourceIp.split('%');
  const network = groupsOf(bare).slice(0, NETWORK_GROUPS);
  return `${network.map((group) => group.replace(/^0{1,3}(?=.)/, '')).join(':')}::/64`;
}
