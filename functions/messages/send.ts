import { toResource } from '#lib/domain/message.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonByPreference, withHeaders } from '#lib/http/responses.ts';
import { sendMessage } from '#lib/messaging.ts';
import { requireAdmission } from '#lib/rate-limits.ts';
import { SendMessageInput } from '#lib/schemas.ts';

/** POST /messages */
export const handler = endpoint(
  { access: 'token', input: SendMessageInput },
  async ({ user, input, prefersRepresentation }) => {
    const { User: to, Message: text, ClientId: clientId } = input;
    const admission = requireAdmission('sends', user.username);
    const message = await sendMessage(user.username, { to, text, clientId }, admission);
    return withHeaders(
      jsonByPreference(201, prefersRepresentation, 'Message has been sent.', toResource(message)),
      await admission,
    );
  },
);
