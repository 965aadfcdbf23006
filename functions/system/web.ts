import { endpoint } from '#lib/http/endpoint.ts';
import { pageSecurity } from '#lib/http/security-headers.ts';
import { NoInput } from '#lib/schemas.ts';
import { answerFile, loadWebApp } from '#lib/system/web-app.ts';

const app = loadWebApp();

/** GET / and GET /app/{file} */
export const handler = endpoint(
  { access: 'public', input: NoInput, security: pageSecurity() },
  async ({ event }) => answerFile(app, event),
);
