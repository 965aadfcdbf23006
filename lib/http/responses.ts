import type { ApiResponse } from './types.ts';

/** @param body any JSON value; a string is sent as a JSON string, as the original clients expect */
export const json = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): ApiResponse => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

export const withHeaders = (response: ApiResponse, headers: Record<string, string>): ApiResponse => ({
  ...response,
  headers: { ...response.headers, ...headers },
});

export const noContent = (): ApiResponse => ({ statusCode: 204, headers: {} });

/**
 * The original API's short sentence, or the resource for clients that send `Prefer: return=representation` (RFC 7240).
 */
export const jsonByPreference = (
  statusCode: number,
  prefersRepresentation: boolean,
  sentence: string,
  resource: unknown,
): ApiResponse =>
  prefersRepresentation
    ? json(statusCode, resource, { Vary: 'Prefer', 'Preference-Applied': 'return=representation' })
    : json(statusCode, sentence, { Vary: 'Prefer' });

type Query = Record<string, string | number | undefined>;

export interface Page {
  items: unknown[];
  /** the query of the next page's URL, if there is a next page */
  next?: Query | undefined;
  /** the query of the URL of the page before this one, which the reader has not had */
  prev?: Query | undefined;
  /** for lists with sync: the client's new sync token */
  syncToken?: string | undefined;
}

function linkTo(path: string, relation: 'next' | 'prev', fields: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
  return `<${path}?${query}>; rel="${relation}"`;
}

/** The `Link` header to further pages (RFC 8288), if there are any. @param path of this request */
export function linkToNext(path: string, next: Page['next'], prev?: Page['prev']): { Link?: string } {
  const links = [
    ...(next ? [linkTo(path, 'next', next)] : []),
    ...(prev ? [linkTo(path, 'prev', prev)] : []),
  ];
  return links.length > 0 ? { Link: links.join(', ') } : {};
}

/** A page of a list: a plain array, with the URLs of further pages in `Link`. @param path of this request */
export const jsonPage = (path: string, { items, next, prev, syncToken }: Page): ApiResponse =>
  json(200, items, {
    ...(syncToken === undefined ? {} : { 'X-Sync-Token': syncToken }),
    ...linkToNext(path, next, prev),
  });
