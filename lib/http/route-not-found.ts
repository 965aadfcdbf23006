import { ApiError } from './errors.ts';
import type { ApiEvent } from './types.ts';

/** The same for a path that no route has and for one that the deployment switched off. */
export const routeNotFound = ({ rawPath, requestContext }: ApiEvent): ApiError =>
  new ApiError('route_not_found', { detail: `${requestContext.http.method} ${rawPath}` });
