import { endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { NoInput } from '#lib/http/fields.ts';
import { routeNotFound } from '#lib/http/route-not-found.ts';
import { allowedMethods } from '#lib/system/allowed-methods.ts';
import { redirectToApp } from '#lib/system/navigation.ts';

const spec = { access: 'public', limit: { name: 'files', by: 'address' }, input: NoInput } as const;

/** The `$default` route: unknown paths and methods, and CORS preflights. */
export const handler = endpoint(spec, async ({ event }) => {
  const redirect = redirectToApp(event);
  if (redirect) return redirect;
  const allowed = allowedMethods(event.rawPath);
  if (allowed.length === 0) throw routeNotFound(event);
  throw new ApiError('method_not_allowed', { headers: { Allow: allowed.join(', ') } });
});
