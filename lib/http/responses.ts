import type { ApiResponse } from './types.ts';

/** @param body any JSON value; a string is answered as a JSON string, as the seed's clients expect */
export const json = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): ApiResponse => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

export const noContent = (): ApiResponse => ({ statusCode: 204, headers: {} });

/**
 * The seed's short sentence, or the resource itself for clients that ask with `Prefer: return=representation` (RFC 7240).
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

/**
 * A page of a list: a plain array, with the way to the next page in `Link` (RFC 8288) when there is one.
 * @param next the query of the next page's address
 */
export const jsonPage = (
  path: string,
  items: unknown[],
  next?: Record<string, string | number | undefined>,
) => {
  if (!next) return json(200, items);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(next)) if (value !== undefined) query.set(name, String(value));
  return json(200, items, { Link: `<${path}?${query}>; rel="next"` });
};
