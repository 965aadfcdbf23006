/**
 * Who may do what, as declared: a row for each request, with what each kind of token is answered. Nothing of it reaches a
 * function; test/integration/authorization.test.ts holds every cell against what the handlers answer.
 */
import type { EndpointDeclaration, Standing } from '../../lib/http/declaration.ts';
import { pathsOf } from '../../lib/routes.ts';

/** In the order of the document's columns. */
export const STANDINGS: Standing[] = ['their own', 'session ended', 'account suspended', 'account deleted'];

/** Tokens that are wrong in one respect each, in the order of the document's rows, and what refuses them. */
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
  /** which request of the endpoint; empty when there is only one */
  variant: string;
  /** `messages/send to somebody new` */
  key: string;
  /** as the document calls it */
  title: string;
  needsToken: boolean;
  byStanding: Record<Standing, string>;
  byForgery: Record<Forgery, string>;
  /** only where a request names an object of its sender's */
  others?: { peer?: string; stranger: string };
}

const everything = <Name extends string>(names: readonly Name[], outcome: string) =>
  Object.fromEntries(names.map((name) => [name, outcome])) as Record<Name, string>;

/** By the name of the request: one without a name unless the declaration has some. */
export const casesOf = (endpoint: EndpointDeclaration) => Object.entries(endpoint.cases ?? { '': {} });

export const titleOf = (endpoint: EndpointDeclaration, variant: string): string =>
  `\`${endpoint.method} ${pathsOf(endpoint)[0]}\`${variant ? `, ${variant}` : ''}`;

export const keyOf = (name: string, variant: string): string => `${name} ${variant}`.trim();

function rowsOf([name, endpoint]: [string, EndpointDeclaration]): AuthorizationRow[] {
  const done = String(endpoint.success.status);
  const needsToken = endpoint.spec.access === 'token';
  const usual = everything(STANDINGS, endpoint.session ? '401 session_ended' : done);
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
