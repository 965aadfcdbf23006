/**
 * Forwarding: text and files are copied when it is sent, and the server names its source. Who forwarded a message is the one whom readers
 * trust for it, so nobody can edit it.
 */
import { copyFiles } from '../attachments/copying.ts';
import { findReader } from '../conversations/circles.ts';
import { placeOf, type Target } from '../conversations/place.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError, type ProblemCode } from '../http/errors.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { type Content, type Fixed, fixedOf } from './content.ts';
import type { Message } from './message.ts';
import { findMessage, findSent } from './store/messages.ts';

/** Where a forward goes, which a ClientId makes repeatable. */
export interface ForwardTo {
  to: Target;
  clientId: string | undefined;
}

/** @returns what was sent before with this clientId; undefined when that was nothing, another message, or is deleted */
async function findRepeated(
  sender: string,
  id: string,
  { to, clientId }: ForwardTo,
): Promise<(Content & Fixed) | undefined> {
  if (clientId === undefined) return undefined;
  const sent = await findSent(placeOf(sender, to).id, sender, clientId);
  if (sent?.message.forwardOf !== id) return undefined;
  return { text: sent.message.text, ...fixedOf(sent.message) };
}

/** Copies of the files of a message. A repetition gets those of the first. */
async function findCopies(
  sender: string,
  { id, from, attachments = [] }: Message,
  { to, clientId }: ForwardTo,
): Promise<Pick<Fixed, 'attachments'>> {
  const files = attachments.filter(({ scan }) => scan !== 'refused');
  if (files.length === 0) return {};
  const sent = await findRepeated(sender, id, { to, clientId });
  if (sent?.attachments) return { attachments: sent.attachments };
  const send = clientId === undefined ? undefined : { conversation: placeOf(sender, to).id, by: clientId };
  return { attachments: await copyFiles(sender, { from, files }, send) };
}

/**
 * What a forward of this message contains. A repetition contains what was sent, also when the sender does not see its source any more.
 * @throws as findSource, and as copyFiles
 */
export async function findForwarded(
  sender: string,
  id: string,
  forward: ForwardTo,
  admission: Promise<unknown>,
): Promise<Content & Fixed> {
  try {
    const source = await findSource(sender, id, admission);
    const { text } = source.shown ?? source;
    const forwardedFrom = source.forwardedFrom ?? source.from;
    return { text, forwardOf: id, forwardedFrom, ...(await findCopies(sender, source, forward)) };
  } catch (error) {
    const repeated = error instanceof ApiError && REPEATABLE.includes(error.code);
    const sent = repeated ? await findRepeated(sender, id, forward) : undefined;
    if (sent) return sent;
    throw error;
  }
}

const REPEATABLE: ProblemCode[] = ['message_not_found', 'message_deleted'];

/**
 * The message that is forwarded. A forward of a forward names the first source.
 * @param admission the message is read beside it; a rejection of it precedes any other
 * @throws ApiError message_not_found, also for messages that the sender cannot see; message_deleted, system_message
 */
async function findSource(sender: string, id: string, admission: Promise<unknown>): Promise<Message> {
  const finding = findMessage(id, sender);
  await waitForAll<unknown>([admission, finding]);
  const source = await finding;
  if (!source || !maySee(sender, source, await findReader(source.conversation, sender)))
    throw new ApiError('message_not_found');
  if (source.deletedAt) throw new ApiError('message_deleted');
  if (source.system) throw new ApiError('system_message');
  return source;
}
