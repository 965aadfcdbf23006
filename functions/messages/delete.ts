import { endpoint } from '#lib/http/endpoint.ts';
import { noContent } from '#lib/http/responses.ts';
import { deleteMessage } from '#lib/messages/messaging.ts';
import { DeleteMessageInput } from '#lib/schemas.ts';

/** DELETE /messages/{id} */
export const handler = endpoint({ access: 'token', input: DeleteMessageInput }, async ({ user, input }) => {
  await deleteMessage(user.username, input.id);
  return noContent();
});
