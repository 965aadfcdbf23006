/** Tables of the documents in docs/, each between `<!-- table -->` and `<!-- /table -->`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointDeclaration } from '../lib/http/declaration.ts';
import { DEFAULT_RATE_LIMITS, isInMemory, type RateLimitName } from '../lib/limits/rate-limit.ts';
import { pathsOf } from '../lib/routes.ts';

const ROOT = join(import.meta.dirname, '..');
const TABLE = /(?<=<!-- table -->\n\n)[\s\S]*?(?=\n\n<!-- \/table -->)/;

export const tableOf = (document: string): string => TABLE.exec(document)?.[0] ?? '';

/** @returns the document with another table in it */
export function withTable(file: string, rows: string[][]): string {
  const [head = [], ...others] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const table = [head, `|${'---|'.repeat(rows[0]?.length ?? 0)}`, ...others].join('\n');
  const document = readFileSync(join(ROOT, file), 'utf8');
  if (!TABLE.test(document)) throw new Error(`${file} has no <!-- table -->`);
  return document.replace(TABLE, () => table);
}

const routesOf = (endpoint: EndpointDeclaration): string[] =>
  pathsOf(endpoint).map((path) => `\`${endpoint.method} ${path}\``);

export const endpointRows = (endpoints: Record<string, EndpointDeclaration>): string[][] => [
  ['route', 'what it does', 'function', 'sample event'],
  ...Object.entries(endpoints).map(([name, endpoint]) => [
    routesOf(endpoint).join('<br>'),
    endpoint.summary,
    `[${name}](../functions/${name}.ts)`,
    `[event](../events/${name}.json)`,
  ]),
];

const UNITS: Record<number, string> = { 60: 'a minute', 3600: 'an hour', 86400: 'a day' };

/** `120 a minute` */
function often(name: RateLimitName): string {
  const { limit, windowSeconds } = DEFAULT_RATE_LIMITS[name];
  return `${limit.toLocaleString('en')} ${UNITS[windowSeconds] ?? `in ${windowSeconds} seconds`}`;
}

/** Limits that no declaration of a route has. */
const OTHERS: [RateLimitName, counts: string, of: string, then: string][] = [
  ['contacts', 'new conversations with another person', 'a user', ''],
  ['frames', 'frames of any type from a client over its WebSockets', 'a user', ''],
  ['handshakes', 'opened WebSockets', 'an address', ''],
  ['anonymous', 'requests to routes with a token, without `Authorization`', 'an address', ''],
  [
    'login_device',
    'wrong passwords',
    'a name, from a device that has logged in to it',
    ', then as from any device',
  ],
  [
    'login',
    'wrong passwords',
    'a name, from one address',
    ', then [delays](#wrong-passwords) of up to 15 minutes',
  ],
  ['login_address', 'wrong passwords', 'an address, for all names', ', then delays of up to 15 minutes'],
  ['login_user', 'wrong passwords', 'a name, from all addresses', ', then two a day from each address'],
  ['recovery', 'wrong recovery codes', 'an address', ''],
  ['recovery_user', 'wrong recovery codes', 'a name, from all addresses', ''],
  ['mail_client', 'codes that confirm an address', 'a client’s address', ''],
  [
    'mail_address',
    'codes that confirm an address',
    'a mailbox: an e-mail address without what follows a +',
    '',
  ],
  ['mail_total', 'codes that confirm an address', 'all people together', ''],
  ['sessions', 'log-ins', 'a name and its password', ''],
  ['sessions_address', 'log-ins from new devices', 'an address, for all names', ''],
];

const limitRow = (name: RateLimitName, counts: string, of: string, then = ''): string[] => [
  `\`${name}\``,
  counts,
  of,
  `${often(name)}${then}`,
  isInMemory(name) ? 'in memory' : 'exactly',
];

export function limitRows(endpoints: Record<string, EndpointDeclaration>): string[][] {
  const byLimit = Map.groupBy(Object.values(endpoints), ({ spec }) => JSON.stringify(spec.limit));
  return [
    ['name', 'counts', 'for', 'default', 'counted'],
    ...[...byLimit.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { name, by } = first.spec.limit;
      return [limitRow(name, group.flatMap(routesOf).join('<br>'), by === 'user' ? 'a user' : 'an address')];
    }),
    ...OTHERS.map((other) => limitRow(...other)),
  ];
}
