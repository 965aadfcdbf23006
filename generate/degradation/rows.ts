/**
 * The declared behaviour without a dependency: one row per request, event and frame. It follows from a function's grants in
 * serverless.yml, with exceptions in its declaration. Not part of any bundle. test/integration/degradation.test.ts compares every
 * cell with the functions' behaviour.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Degradation, EndpointDeclaration, SocketDeclaration } from '../../lib/http/declaration.ts';
import { casesOf, keyOf, titleOf } from '../authorization/rows.ts';

/** The outages, in the order of the document's columns. */
export const OUTAGES = {
  'MongoDB refuses': 'mongodb',
  'MongoDB falls silent': 'mongodb',
  'MongoDB is silent at a cold start': 'mongodb',
  'DynamoDB refuses': 'dynamodb',
  'DynamoDB falls silent': 'dynamodb',
  'DynamoDB throttles': 'dynamodb',
  'push endpoint refuses': 'push',
  'push endpoint falls silent': 'push',
  'queue refuses': 'queue',
  'queue falls silent': 'queue',
  'S3 refuses': 'files',
  'S3 falls silent': 'files',
} as const satisfies Record<string, keyof Degradation>;

export type OutageName = keyof typeof OUTAGES;

export interface DegradationRow {
  kind: 'route' | 'socket' | 'nowhere';
  /** as in functions/ */
  name: string;
  /** name of the case; empty when the endpoint has only one */
  variant: string;
  /** `messages/send to a new peer` */
  key: string;
  /** in the document */
  title: string;
  expected: Required<Degradation>;
}

type Grants = Record<string, string[]>;

const grantsByHandler: Record<string, Grants> = Object.fromEntries(
  Object.values<{ handler: string; grants?: Grants }>(
    parse(readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8'), { logLevel: 'silent' })
      .functions,
  ).map(({ handler, grants = {} }) => [handler, grants]),
);

const worksWithout = (...extras: string[]): string =>
  extras.length > 0 ? `works, without ${extras.join(', ')}` : 'works';

/** Sessions and tickets are required; limits, presence and pushes are not. */
function withoutDynamodb(grants: Grants): string {
  if (grants.sessions || grants.tickets) return '503';
  const extras = [
    ...(grants['rate-limits'] ? ['a limit'] : []),
    ...(grants.sockets ? ['a push'] : []),
    ...(grants.connections && !grants.sockets ? ['presence'] : []),
  ];
  return worksWithout(...extras);
}

/** @param name as in functions/ */
export function usualDegradation(name: string): Required<Degradation> {
  const grants = grantsByHandler[`functions/${name}.handler`] ?? {};
  return {
    mongodb: grants.secrets?.includes('mongodb') ? '503' : 'works',
    dynamodb: withoutDynamodb(grants),
    push: worksWithout(...(grants.sockets ? ['a push'] : [])),
    queue: worksWithout(...(grants.queue ? ['an event'] : [])),
    files: 'works',
  };
}

/** Without a grant nothing of a function's code can ask S3. */
export const asksFiles = ({ name }: DegradationRow): boolean =>
  grantsByHandler[`functions/${name}.handler`]?.files !== undefined;

const routeRows = ([name, endpoint]: [string, EndpointDeclaration]): DegradationRow[] =>
  casesOf(endpoint).map(([variant, own]) => ({
    kind: 'route',
    name,
    variant,
    key: keyOf(name, variant),
    title: titleOf(endpoint, variant),
    expected: { ...usualDegradation(name), ...endpoint.degradation, ...own.degradation },
  }));

function socketTitle(route: string): string {
  if (route === '$default') return 'any other frame';
  return route.startsWith('$') ? `\`${route}\`` : `\`${route}\` frame`;
}

const nowhere: DegradationRow = {
  kind: 'nowhere',
  name: 'system/fallback',
  variant: '',
  key: 'system/fallback',
  title: 'any other path',
  expected: { mongodb: 'works', dynamodb: 'works', push: 'works', queue: 'works', files: 'works' },
};

export const degradationRows = (
  endpoints: Record<string, EndpointDeclaration>,
  sockets: Record<string, SocketDeclaration>,
): DegradationRow[] => [
  ...Object.entries(endpoints).flatMap(routeRows),
  nowhere,
  ...Object.entries(sockets).map(
    ([name, { socket, degradation }]): DegradationRow => ({
      kind: 'socket',
      name,
      variant: '',
      key: name,
      title: socketTitle(socket),
      expected: { ...usualDegradation(name), ...degradation },
    }),
  ),
];
