import { toResource } from '#lib/domain/message.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonByPreference } from '#lib/http/responses.ts';
import { sendMessage } from '#lib/messaging.ts';
import { SendMessageInput } from '#lib/schemas.ts';

/** POST /messages */
export const handler = endpoint(
  { access: 'token', input: SendMessageInput },
  async ({ user, input, prefersRepresentation }) => {
    const { User: to, Message: text, ClientId: clientId } = input;
    const message = await sendMessage(user.username, { to, text, clientId });
    return jsonByPreference(201, prefersRepresentation, 'Message has been sent.', toResource(message));
  },
);
