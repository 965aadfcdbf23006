/**
 * Forwarding: the text is copied when it is sent, and the server names its source. Who forwarded a message is the one whom readers
 * trust for it, so nobody can edit it.
 */
import { findReader } from '../conversations/circles.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import type { Content, Source } from './content.ts';
import { findMessage } from './store/messages.ts';

/**
 * What a forward of this message contains. A forward of a forward names the first source.
 * @param admission the message is read beside it; a rejection of it precedes any other
 * @throws ApiError message_not_found, also for messages that the sender cannot see; message_deleted, system_message
 */
export async function findForwarded(
  sender: string,
  id: string,
  admission: Promise<unknown>,
): Promise<Content & Source> {
  const finding = findMessage(id, sender);
  await waitForAll<unknown>([admission, finding]);
  const source = await finding;
  if (!source || !maySee(sender, source, await findReader(source.conversation, sender)))
    throw new ApiError('message_not_found');
  if (source.deletedAt) throw new ApiError('message_deleted');
  if (source.system) throw new ApiError('system_message');
  const { text } = source.shown ?? source;
  return { text, forwardOf: id, forwardedFrom: source.forwardedFrom ?? source.from };
}
