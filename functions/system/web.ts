import { endpoint } from '#lib/http/endpoint.ts';
import { pageSecurity } from '#lib/http/security-headers.ts';
import { answerFile, loadWebApp } from '#lib/system/web-app.ts';
import { spec } from './web.endpoint.ts';

const app = loadWebApp();

/** GET /, GET /sw.js and GET /app/{file} */
export const handler = endpoint({ ...spec, security: pageSecurity() }, async ({ event }) =>
  answerFile(app, event),
);
