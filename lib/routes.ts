/**
 * Every function and the route it answers; test/wiring.test.ts proves that serverless.yml, functions/, events/ and
 * docs/endpoints.md say the same. `success` is the status of a request that did what it was asked.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** further paths that the same function answers, by the same method */
  alsoAt?: readonly string[];
  success: number;
}

export const routes = {
  'auth/register': { method: 'POST', path: '/Register', success: 201 },
  'auth/login': { method: 'POST', path: '/Login', success: 200 },
  'sessions/refresh': { method: 'POST', path: '/sessions/refresh', success: 200 },
  'sessions/list': { method: 'GET', path: '/sessions', success: 200 },
  'sessions/end': { method: 'DELETE', path: '/sessions/{id}', success: 204 },
  'sessions/end-all': { method: 'DELETE', path: '/sessions', success: 204 },
  'users/list': { method: 'GET', path: '/Users', success: 200 },
  'users/show': { method: 'GET', path: '/Users/{username}', success: 200 },
  'blocks/list': { method: 'GET', path: '/blocks', success: 200 },
  'blocks/add': { method: 'PUT', path: '/blocks/{username}', success: 200 },
  'blocks/remove': { method: 'DELETE', path: '/blocks/{username}', success: 204 },
  'me/show': { method: 'GET', path: '/me', success: 200 },
  'me/update': { method: 'PATCH', path: '/me', success: 200 },
  'me/password': { method: 'PUT', path: '/me/password', success: 204 },
  'me/delete': { method: 'DELETE', path: '/me', success: 204 },
  'me/export': { method: 'GET', path: '/me/export', success: 200 },
  'messages/send': { method: 'POST', path: '/messages', success: 201 },
  'messages/list': { method: 'GET', path: '/messages', success: 200 },
  'messages/edit': { method: 'PATCH', path: '/messages/{id}', success: 200 },
  'messages/delete': { method: 'DELETE', path: '/messages/{id}', success: 204 },
  'messages/report': { method: 'POST', path: '/messages/{id}/report', success: 201 },
  'conversations/list': { method: 'GET', path: '/conversations', success: 200 },
  'conversations/read': { method: 'PUT', path: '/conversations/{conversation}/read', success: 200 },
  'realtime/ticket': { method: 'POST', path: '/realtime/tickets', success: 201 },
  'system/health': { method: 'GET', path: '/health', success: 200 },
  'system/openapi': { method: 'GET', path: '/openapi.json', alsoAt: ['/docs', '/docs/{file}'], success: 200 },
  'system/web': { method: 'GET', path: '/', alsoAt: ['/app/{file}'], success: 200 },
} as const satisfies Record<string, Route>;

/** The functions of the WebSocket API, by the route that selects them. */
export const socketRoutes = {
  'realtime/connect': '$connect',
  'realtime/disconnect': '$disconnect',
  'realtime/ping': 'ping',
  'realtime/typing': 'typing',
  'realtime/default': '$default',
} as const;

// redos: one class between two slashes; the paths are those of the table above.
const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** The main one first. */
export const pathsOf = ({ path, alsoAt = [] }: Route): string[] => [path, ...alsoAt];

const patterns = Object.values<Route>(routes).flatMap((route) =>
  pathsOf(route).map((path) => ({ method: route.method, pattern: toPattern(path) })),
);

/** The methods that an address accepts; none when there is nothing at it. */
export const methodsAt = (path: string): string[] =>
  patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
