import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { serverSettings } from '#lib/system/server-settings.ts';
import { spec } from './settings.endpoint.ts';

/** GET /settings */
export const handler = endpoint(spec, async () =>
  json(200, serverSettings(), { 'Cache-Control': 'public, max-age=300' }),
);
