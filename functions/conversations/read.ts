import { markRead } from '#lib/conversations/read-watermark.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { MarkReadInput } from '#lib/schemas.ts';

/** PUT /conversations/{conversation}/read: everything up to a message is read. */
export const handler = endpoint({ access: 'token', input: MarkReadInput }, async ({ user, input }) =>
  json(200, await markRead(user.username, input.conversation, input.Seq)),
);
