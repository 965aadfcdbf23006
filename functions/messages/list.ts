import { decodeCursor, encodeCursor } from '#lib/domain/cursor.ts';
import { toResource } from '#lib/domain/message.ts';
import { ApiError } from '#lib/errors.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { jsonPage } from '#lib/http/responses.ts';
import { readHistory } from '#lib/messaging.ts';
import { ListMessagesInput } from '#lib/schemas.ts';

/** GET /messages: the newest page, oldest first inside it; `next` leads to older ones. */
export const handler = endpoint(
  { access: 'token', input: ListMessagesInput },
  async ({ user, input, path }) => {
    const { User: peer, limit } = input;
    const before = input.before === undefined ? undefined : decodeCursor('messages', input.before);
    if (input.before !== undefined && before === undefined) throw new ApiError('invalid_cursor');
    const { messages, olderThan } = await readHistory(user.username, peer, { before, limit });
    const next =
      olderThan === undefined
        ? undefined
        : { User: peer, limit, before: encodeCursor('messages', olderThan) };
    return jsonPage(path, messages.map(toResource), next);
  },
);
