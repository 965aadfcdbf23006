import * as v from 'valibot';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { deviceKey, deviceSecret, endpointAddress } from '#lib/notifications/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'profile', by: 'user' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    Endpoint: endpointAddress,
    Keys: v.strictObject({ P256dh: deviceKey, Auth: deviceSecret }),
    ShowText: v.optional(v.boolean('must be true or false'), true),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/me/push',
  tag: 'Sessions',
  summary: 'Get notifications on this device',
  description:
    'Stores the Web Push subscription of a browser with the session of the token, and replaces the one before. It ends with the session. `PushKey` of `GET /settings` is the `applicationServerKey`. With `ShowText` false notifications do not contain the text of messages. Send it at each start, because browsers change subscriptions.',
  sdk: 'subscribe',
  success: { status: 204, description: 'The device gets notifications' },
  problems: ['push_disabled'],
} as const satisfies EndpointDeclaration;
