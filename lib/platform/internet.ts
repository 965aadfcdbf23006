/** The network as public-fetch.ts sees it. Tests replace this file to reach a server of theirs; nothing else can. */
import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './public-address.ts';

export interface Internet {
  /** @returns all addresses of a name @throws when it has none */
  resolve(name: string): Promise<string[]>;
  isAllowed(address: string): boolean;
  /** @returns the port to connect to; null for one that is not allowed */
  portOf(url: URL): number | null;
}

const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

export const INTERNET: Internet = {
  resolve: async (name) => {
    const found = await lookup(name, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  },
  isAllowed: isPublicAddress,
  portOf: ({ protocol, port }) => {
    const wanted = port === '' ? (PORTS[protocol] ?? null) : Number(port);
    return wanted === 80 || wanted === 443 ? wanted : null;
  },
};
