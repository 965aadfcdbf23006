import { endpoint } from '#lib/http/endpoint.ts';
import { answerSecurityText } from '#lib/system/security-text.ts';
import { spec } from './security.endpoint.ts';

/** GET /.well-known/security.txt */
export const handler = endpoint(spec, async ({ event }) => answerSecurityText(event));
