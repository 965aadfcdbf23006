import { endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { NoInput } from '#lib/http/fields.ts';
import { methodsAt } from '#lib/routes.ts';
import { redirectToApp } from '#lib/system/navigation.ts';

const spec = { access: 'public', limit: { name: 'files', by: 'address' }, input: NoInput } as const;

/** The `$default` route: unknown paths and methods, and CORS preflights. */
export const handler = endpoint(spec, async ({ event }) => {
  const { rawPath: path, requestContext } = event;
  const { method } = requestContext.http;
  const redirect = redirectToApp(event);
  if (redirect) return redirect;
  const allowed = methodsAt(path);
  if (allowed.length === 0) throw new ApiError('route_not_found', { detail: `${method} ${path}` });
  throw new ApiError('method_not_allowed', { headers: { Allow: allowed.join(', ') } });
});
