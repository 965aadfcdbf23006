import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { checkHealth } from '#lib/system/health.ts';
import { spec } from './health.endpoint.ts';

/** GET /health */
export const handler = endpoint(spec, async () => json(200, await checkHealth()));
