/** Tables of the documents in docs/, each between `<!-- table -->` and `<!-- /table -->`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointDeclaration } from '../lib/http/declaration.ts';
import { DEFAULT_RATE_LIMITS, type RateLimitName } from '../lib/limits/rate-limit.ts';
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
  return `${limit} ${UNITS[windowSeconds] ?? `in ${windowSeconds} seconds`}`;
}

/** Limits that no single endpoint has. */
const OTHERS: [RateLimitName, counts: string, of: string, then: string][] = [
  ['frames', 'frames from a client over a WebSocket', 'a socket', ''],
  [
    'login',
    'wrong passwords',
    'a name, from one address',
    ', then [delays](#wrong-passwords) of up to 15 minutes',
  ],
  ['login_user', 'wrong passwords', 'a name, from all addresses', ', then delays of up to a minute'],
  ['login_address', 'wrong passwords', 'an address, for all names', ', then delays of up to 15 minutes'],
];

export const limitRows = (endpoints: Record<string, EndpointDeclaration>): string[][] => [
  ['name', 'counts', 'for', 'default'],
  ...Object.values(endpoints).flatMap((endpoint) => {
    const { limit, spec } = endpoint;
    if (!limit) return [];
    const uses = [routesOf(endpoint).join(', '), ...(limit.when ? [limit.when] : [])].join(' ');
    const subject = spec.access === 'token' ? 'a user' : 'an address';
    return [[`\`${limit.name}\``, uses, subject, often(limit.name)]];
  }),
  ...OTHERS.map(([name, counts, of, then]) => [`\`${name}\``, counts, of, `${often(name)}${then}`]),
];
