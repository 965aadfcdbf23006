import { readActivity } from '#lib/activity/reading.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { requireSession } from '#lib/sessions/devices.ts';
import { spec } from './activity.endpoint.ts';

/** GET /me/activity */
export const handler = endpoint(
  spec,
  async ({ user, input, event }) => {
    const { activities, next } = await readActivity(user, clientAddress(event), input);
    const { limit } = input;
    return jsonPage(event.rawPath, {
      items: activities,
      next: next === undefined ? undefined : { limit, after: next },
    });
  },
  requireSession,
);
