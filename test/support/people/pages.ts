import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { type ApiRequest, call } from '../http/gateway.ts';

/** Follows `Link: rel="next"` to the end. @returns the body of each page in turn */
export async function followLinks(handler: LambdaHandler, first: ApiRequest): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let request: ApiRequest | undefined = first;
  while (request) {
    const { body, headers } = await call(handler, request);
    pages.push(body);
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(headers.link ?? '') ?? [];
    if (pages.length > 1_000) throw new Error('The pages do not end');
    request = next === undefined ? undefined : { ...first, query: queryOf(next) };
  }
  return pages;
}

const queryOf = (address: string) =>
  Object.fromEntries(new URL(address, 'http://api.example.org').searchParams);
