import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { deleteMessage } from '#lib/messages/messaging.ts';
import { spec } from './delete.endpoint.ts';

/** DELETE /messages/{id} */
export const handler = endpoint(spec, async ({ user, input }) => {
  await deleteMessage(user.username, input.id);
  return noContent();
});
