import { config } from '../platform/config.ts';
import { methodsAt } from '../routes.ts';

const DOCS = /^\/(?:openapi\.json|docs(?:\/[^/]+)?)$/;
const SECURITY = '/.well-known/security.txt';

/** The methods that a path accepts. Empty when no route has it, or the deployment switched the route off. */
export function allowedMethods(path: string): string[] {
  const isOff =
    (!config.hasApiDocs && DOCS.test(path)) || (config.security.contact === '' && path === SECURITY);
  return isOff ? [] : methodsAt(path);
}
