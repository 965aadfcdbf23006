import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { subscribe } from '#lib/notifications/subscribing.ts';
import { requireSession } from '#lib/sessions/devices.ts';
import { spec } from './subscribe.endpoint.ts';

/** PUT /me/push */
export const handler = endpoint(
  spec,
  async ({ user, input }) => {
    const { Endpoint: endpoint, Keys, ShowText: showsText } = input;
    await subscribe(user, { endpoint, p256dh: Keys.P256dh, auth: Keys.Auth, showsText });
    return noContent();
  },
  requireSession,
  requireAdmission,
);
