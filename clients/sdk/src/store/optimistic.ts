import { notLoggedIn } from '../errors.ts';
import type { Message } from '../types.ts';
import type { ConversationContext } from './conversation-context.ts';
import { withReaction } from './reactions.ts';
import type { OptimisticUpdate } from './timeline.ts';

/**
 * Shows a change of a message at once, and until the message's next version arrives. Reverts it when the action fails, or made no new
 * version. The actions of one message run one after the other. Otherwise the server could add a reaction after
 * its removal.
 * @param id of the message
 * @param action resolves with the version of the message that the server answered, where it answered one
 */
async function optimistically(
  { store, changes }: ConversationContext,
  conversation: string | undefined,
  { id, change }: Pick<OptimisticUpdate, 'id' | 'change'>,
  action: () => Promise<number | undefined>,
): Promise<void> {
  const { era } = store;
  const run = () =>
    changes.run(id, async () => {
      // Another user may be logged in by now.
      if (era !== store.era) throw notLoggedIn();
      return action();
    });
  const timeline = conversation === undefined ? undefined : store.state.timelines.get(conversation);
  const message = timeline?.messages.findLast(({ Id }) => Id === id);
  if (conversation === undefined || !message) {
    await run();
    return;
  }
  const update = { id, change, version: message.Version };
  const finish = (isConfirmed: boolean) =>
    store.apply({ type: 'update-outcome', conversation, update, isConfirmed });
  store.apply({ type: 'update', conversation, update });
  try {
    const version = await run();
    finish(version === undefined || version > update.version);
  } catch (error) {
    finish(false);
    throw error;
  }
}

/** @param conversation its id @throws CoreChatError */
export function editOptimistically(
  context: ConversationContext,
  conversation: string | undefined,
  id: string,
  text: string,
): Promise<void> {
  const { messages, intake } = context;
  const EditedAt = new Date().toISOString();
  // The server finds the mentions of the new text.
  const change = (before: Message): Message => ({ ...before, Message: text, EditedAt, Mentions: [] });
  return optimistically(context, conversation, { id, change }, async () => {
    const answer = await messages.edit(id, text);
    intake.answer(answer);
    return answer.Version;
  });
}

/** @param conversation its id @throws CoreChatError */
export function deleteOptimistically(
  context: ConversationContext,
  conversation: string | undefined,
  id: string,
): Promise<void> {
  const DeletedAt = new Date().toISOString();
  const change = ({ Attachments, ...before }: Message): Message => ({
    ...before,
    Message: '',
    DeletedAt,
    Reactions: [],
    PinnedAt: null,
    ReplyTo: null,
    Quoted: null,
    Mentions: [],
  });
  return optimistically(context, conversation, { id, change }, () =>
    context.messages.delete(id).then(() => undefined),
  );
}

/** @param conversation its id @throws CoreChatError */
export function pinOptimistically(
  context: ConversationContext,
  conversation: string | undefined,
  id: string,
  isPinned: boolean,
): Promise<void> {
  const { messages } = context;
  const PinnedAt = isPinned ? new Date().toISOString() : null;
  const change = (before: Message): Message => ({ ...before, PinnedAt });
  const act = () => (isPinned ? messages.pin(id) : messages.unpin(id));
  return optimistically(context, conversation, { id, change }, () => act().then(() => undefined));
}

/** @param conversation its id @throws CoreChatError */
export function reactOptimistically(
  context: ConversationContext,
  conversation: string | undefined,
  id: string,
  { emoji, isThere }: { emoji: string; isThere: boolean },
): Promise<void> {
  const { own = '', messages } = context;
  const change = (before: Message): Message => withReaction(before, { emoji, by: own, isThere });
  const act = () => (isThere ? messages.react(id, emoji) : messages.unreact(id, emoji));
  return optimistically(context, conversation, { id, change }, () => act().then(() => undefined));
}
