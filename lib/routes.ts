/** Finds routes by path. The table is generated from the declarations in functions/. */
import { routes, socketRoutes } from './route-table.ts';

export { routes, socketRoutes };

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** further paths of the same function and method */
  alsoAt?: readonly string[];
  /** status of a successful request */
  success: number;
}

export type FunctionName = keyof typeof routes;
export type SocketFunctionName = keyof typeof socketRoutes;

// redos: one class between two slashes; the paths are those of the table.
const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** The main one first. */
export const pathsOf = ({
  path,
  alsoAt = [],
}: {
  path: string;
  alsoAt?: readonly string[] | undefined;
}): string[] => [path, ...alsoAt];

const patterns = Object.values<Route>(routes).flatMap((route) =>
  pathsOf(route).map((path) => ({ method: route.method, pattern: toPattern(path) })),
);

/** The methods that a path accepts; empty when no route has it. */
export const methodsAt = (path: string): string[] =>
  patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
