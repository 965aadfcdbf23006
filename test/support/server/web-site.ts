/** A web site on the loopback address, and the network that leads to it: in place of lib/platform/internet.ts. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublicAddress } from '#lib/platform/public-address.ts';

/** What a name's look-ups return, one after the other; the last one stays. */
export const names = new Map<string, string[][]>();

/** Where the site listens. */
const SITE = '127.0.0.1';

let server: Server | undefined;
let answer: RequestListener = (_, response) => response.writeHead(404).end();

/** The requests since `serve`. */
export const visits: { url: string; headers: Record<string, unknown> }[] = [];

/** Look-ups since `serve`. */
export const lookups: string[] = [];

/** @param listener answers each request; names without an entry of `names` lead to it */
export async function serve(listener: RequestListener): Promise<void> {
  answer = listener;
  visits.length = 0;
  lookups.length = 0;
  names.clear();
  if (server) return;
  const made = createServer((request, response) => {
    visits.push({ url: `http://${request.headers.host}${request.url}`, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => made.listen(0, SITE, resolve));
  server = made;
}

export const html = (body: string, headers: Record<string, string> = {}): RequestListener => {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  };
};

export function stopServing(): void {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
}

/** As production decides, but for the address of the site where a name leads to it. */
export const INTERNET = {
  resolve: async (name: string): Promise<string[]> => {
    lookups.push(name);
    const answers = names.get(name) ?? [[SITE]];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  },
  isAllowed: (address: string): boolean => address === SITE || isPublicAddress(address),
  portOf: ({ port }: URL): number | null =>
    port === '' ? ((server?.address() as AddressInfo | undefined)?.port ?? null) : null,
};
