/**
 * The declared authorization: one row per request, with the outcome for each kind of token. Not part of any bundle.
 * test/integration/authorization.test.ts compares every cell with the handlers' responses.
 */
import type { EndpointDeclaration, Standing } from '../../lib/http/declaration.ts';
import { pathsOf } from '../../lib/routes.ts';

/** In the order of the document's columns. */
export const STANDINGS: Standing[] = ['their own', 'session ended', 'account suspended', 'account deleted'];

/** Tokens with one fault each, in the order of the document's rows, and the errors that refuse them. */
const REFUSED = {
  'no token': '401 unauthenticated',
  malformed: '401 invalid_token',
  expired: '401 token_expired',
  'alg none': '401 invalid_token',
  'RS256 with a key of one’s own': '401 invalid_token',
  'HS256 with a public key as the secret': '401 invalid_token',
  'unknown kid': '401 invalid_token',
  'kid of another key of the ring': '401 invalid_token',
  'wrong audience': '401 invalid_token',
  'wrong issuer': '401 invalid_token',
  'wrong typ': '401 invalid_token',
} as const;

export type Forgery = keyof typeof REFUSED;
export const FORGERIES = Object.keys(REFUSED) as Forgery[];

export interface AuthorizationRow {
  /** as in functions/ */
  name: string;
  /** name of the case; empty when the endpoint has only one */
  variant: string;
  /** `messages/send to a new peer` */
  key: string;
  /** in the document */
  title: string;
  needsToken: boolean;
  byStanding: Record<Standing, string>;
  byForgery: Record<Forgery, string>;
  /** only where a request addresses an object of its sender */
  others?: { peer?: string; stranger: string };
}

const everything = <Name extends string>(names: readonly Name[], outcome: string) =>
  Object.fromEntries(names.map((name) => [name, outcome])) as Record<Name, string>;

/** By name; a declaration without cases has one without a name. */
export const casesOf = (endpoint: EndpointDeclaration) => Object.entries(endpoint.cases ?? { '': {} });

export const titleOf = (endpoint: EndpointDeclaration, variant: string): string =>
  `\`${endpoint.method} ${pathsOf(endpoint)[0]}\`${variant ? `, ${variant}` : ''}`;

export const keyOf = (name: string, variant: string): string => `${name} ${variant}`.trim();

function rowsOf([name, endpoint]: [string, EndpointDeclaration]): AuthorizationRow[] {
  const done = String(endpoint.success.status);
  const needsToken = endpoint.spec.access === 'token';
  const usual = everything(STANDINGS, needsToken ? '401 session_ended' : done);
  return casesOf(endpoint).map(([variant, own]) => {
    const { standings, others } = { ...endpoint.authorization, ...own.authorization };
    return {
      name,
      variant,
      key: keyOf(name, variant),
      title: titleOf(endpoint, variant),
      needsToken,
      byStanding: { ...usual, 'their own': done, ...standings },
      byForgery: needsToken ? REFUSED : everything(FORGERIES, done),
      ...(others ? { others } : {}),
    };
  });
}

export const authorizationRows = (endpoints: Record<string, EndpointDeclaration>): AuthorizationRow[] =>
  Object.entries(endpoints).flatMap(rowsOf);
