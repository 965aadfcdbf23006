/** Everything that can be asked of the product, a row each: routes, events of the WebSocket, and the frames that it takes. */

import { insertBlock } from '#lib/blocks/store/blocks.ts';
import { type Route, routes, socketRoutes } from '#lib/routes.ts';
import type { FunctionName } from '../../../openapi/operations.ts';
import { type Case, cases, write } from '../authorization/cases.ts';

export type SocketFunctionName = keyof typeof socketRoutes;

export interface RouteRow {
  kind: 'route';
  /** as in functions/ */
  name: FunctionName;
  /** which of its requests; empty when there is only one */
  variant: string;
  request: Case;
}

export interface SocketRow {
  kind: 'socket';
  name: SocketFunctionName;
}

/** What no route takes. */
export interface NowhereRow {
  kind: 'nowhere';
  name: 'system/fallback';
}

export type Row = RouteRow | SocketRow | NowhereRow;

/** Where the requests of the matrix of authorization ask less of the databases than a route can. */
const furtherCases: Partial<Record<FunctionName, Record<string, Case>>> = {
  'users/list': {
    'the first page': async () => ({}),
    'a search': async () => ({ query: { prefix: 'asker' } }),
  },
  'blocks/add': {
    '': async ({ asker, peer }) => {
      await write(asker, peer);
      return { params: { username: peer.username } };
    },
  },
  'blocks/remove': {
    '': async ({ asker, peer }) => {
      await write(asker, peer);
      await insertBlock(asker.username, peer.username);
      return { params: { username: peer.username } };
    },
  },
};

export const rows: Row[] = [
  ...(Object.keys(routes) as FunctionName[]).flatMap((name) =>
    Object.entries(furtherCases[name] ?? cases[name]).map(
      ([variant, request]): RouteRow => ({ kind: 'route', name, variant, request }),
    ),
  ),
  { kind: 'nowhere', name: 'system/fallback' },
  ...(Object.keys(socketRoutes) as SocketFunctionName[]).map((name): SocketRow => ({ kind: 'socket', name })),
];

/** By which expectations name it: `messages/send to somebody new`. */
export const keyOf = (row: Row): string =>
  row.kind === 'route' ? `${row.name} ${row.variant}`.trim() : row.name;

/** As the document calls it. */
export function titleOf(row: Row): string {
  if (row.kind === 'nowhere') return 'any other address';
  if (row.kind === 'route') {
    const { method, path }: Route = routes[row.name];
    return `\`${method} ${path}\`${row.variant ? `, ${row.variant}` : ''}`;
  }
  const route = socketRoutes[row.name];
  if (route === '$default') return 'any other frame';
  return route.startsWith('$') ? `\`${route}\`` : `\`${route}\` frame`;
}
