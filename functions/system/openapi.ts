import { endpoint } from '#lib/http/endpoint.ts';
import { REFERENCE_SECURITY } from '#lib/http/security-headers.ts';
import { answerFile, loadReference } from '#lib/system/web-app.ts';
import { spec } from './openapi.endpoint.ts';

const reference = loadReference();

/** GET /openapi.json; GET /docs and GET /docs/{file} are its viewer. */
export const handler = endpoint({ ...spec, security: REFERENCE_SECURITY }, async ({ event }) =>
  answerFile(reference, event),
);
