import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { NoInput } from '#lib/schemas.ts';
import { checkHealth } from '#lib/system/health.ts';

/** GET /health */
export const handler = endpoint({ access: 'public', input: NoInput }, async () =>
  json(200, await checkHealth()),
);
