import { endpoint } from '#lib/http/endpoint.ts';
import { routeNotFound } from '#lib/http/route-not-found.ts';
import { DATA_SECURITY, REFERENCE_SECURITY } from '#lib/http/security-headers.ts';
import { config } from '#lib/platform/config.ts';
import { answerFile, loadReference } from '#lib/system/web-app.ts';
import { spec } from './openapi.endpoint.ts';

const reference = config.hasApiDocs ? loadReference() : undefined;
const security = reference ? REFERENCE_SECURITY : DATA_SECURITY;

/** GET /openapi.json; GET /docs and GET /docs/{file} are its viewer. */
export const handler = endpoint({ ...spec, security }, async ({ event }) => {
  if (!reference) throw routeNotFound(event);
  return answerFile(reference, event);
});
