/** Names below `localhost` are this machine (RFC 6761 §6.3), which not every system's resolver knows. Emulators hand them out. */
import dns from 'node:dns';

type Lookup = (name: string, ...rest: unknown[]) => unknown;

export function resolveLocalhostNames(): void {
  const original = dns.lookup as unknown as Lookup;
  const lookup: Lookup = (name, ...rest) =>
    original.call(dns, /\.localhost$/i.test(name) ? 'localhost' : name, ...rest);
  // What sockets, fetch and WebSocket look names up with.
  Object.assign(dns, { lookup });
}
