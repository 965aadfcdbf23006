/**
 * Every function and the route it answers; test/wiring.test.ts proves that serverless.yml, functions/, events/ and
 * README say the same. `success` is the status of a request that did what it was asked.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  success: number;
}

export const routes = {
  'auth/register': { method: 'POST', path: '/Register', success: 201 },
  'auth/login': { method: 'POST', path: '/Login', success: 200 },
  'users/list': { method: 'GET', path: '/Users', success: 200 },
  'messages/send': { method: 'POST', path: '/messages', success: 201 },
  'messages/list': { method: 'GET', path: '/messages', success: 200 },
  'messages/edit': { method: 'PATCH', path: '/messages/{id}', success: 200 },
  'messages/delete': { method: 'DELETE', path: '/messages/{id}', success: 204 },
  'system/health': { method: 'GET', path: '/health', success: 200 },
} as const satisfies Record<string, Route>;

export type FunctionName = keyof typeof routes;

const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const patterns = Object.values(routes).map(({ method, path }) => ({ method, pattern: toPattern(path) }));

/** The methods that an address accepts; none when there is nothing at it. */
export const methodsAt = (path: string): string[] =>
  patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
