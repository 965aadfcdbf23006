import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { unsubscribe } from '#lib/notifications/subscribing.ts';
import { requireSession } from '#lib/sessions/devices.ts';
import { spec } from './unsubscribe.endpoint.ts';

/** DELETE /me/push */
export const handler = endpoint(
  spec,
  async ({ user }) => {
    await unsubscribe(user);
    return noContent();
  },
  requireSession,
  requireAdmission,
);
