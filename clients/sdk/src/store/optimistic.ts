import type { Message } from '../types.ts';
import type { ConversationContext } from './conversation-context.ts';
import { withReaction } from './reactions.ts';
import type { Store } from './store.ts';
import type { OptimisticUpdate } from './timeline.ts';

/**
 * Shows a change of a message while the action runs, and until the message's next version arrives. Reverts it when the action fails, or
 * made no new version.
 * @param id of the message
 * @param action resolves with the version of the message that the server answered, where it answered one
 */
async function optimistically(
  store: Store,
  conversation: string | undefined,
  { id, change }: Pick<OptimisticUpdate, 'id' | 'change'>,
  action: () => Promise<number | undefined>,
): Promise<void> {
  const timeline = conversation === undefined ? undefined : store.state.timelines.get(conversation);
  const message = timeline?.messages.findLast(({ Id }) => Id === id);
  if (conversation === undefined || !message) {
    await action();
    return;
  }
  const update = { id, change, version: message.Version };
  const finish = (isConfirmed: boolean) =>
    store.apply({ type: 'update-outcome', conversation, update, isConfirmed });
  store.apply({ type: 'update', conversation, update });
  try {
    const version = await action();
    finish(version === undefined || version > update.version);
  } catch (error) {
    finish(false);
    throw error;
  }
}

/** @param conversation its id @throws CoreChatError */
export function editOptimistically(
  { store, messages, intake }: ConversationContext,
  conversation: string | undefined,
  id: string,
  text: string,
): Promise<void> {
  const EditedAt = new Date().toISOString();
  // The server finds the mentions of the new text.
  const change = (before: Message): Message => ({ ...before, Message: text, EditedAt, Mentions: [] });
  return optimistically(store, conversation, { id, change }, async () => {
    const answer = await messages.edit(id, text);
    intake.answer(answer);
    return answer.Version;
  });
}

/** @param conversation its id @throws CoreChatError */
export function deleteOptimistically(
  { store, messages }: ConversationContext,
  conversation: string | undefined,
  id: string,
): Promise<void> {
  const DeletedAt = new Date().toISOString();
  const change = (before: Message): Message => ({
    ...before,
    Message: '',
    DeletedAt,
    Reactions: [],
    PinnedAt: null,
    ReplyTo: null,
    Quoted: null,
    Mentions: [],
  });
  return optimistically(store, conversation, { id, change }, () => messages.delete(id).then(() => undefined));
}

/** @param conversation its id @throws CoreChatError */
export function pinOptimistically(
  { store, messages }: ConversationContext,
  conversation: string | undefined,
  id: string,
  isPinned: boolean,
): Promise<void> {
  const PinnedAt = isPinned ? new Date().toISOString() : null;
  const change = (before: Message): Message => ({ ...before, PinnedAt });
  const act = () => (isPinned ? messages.pin(id) : messages.unpin(id));
  return optimistically(store, conversation, { id, change }, () => act().then(() => undefined));
}

/** @param conversation its id @throws CoreChatError */
export function reactOptimistically(
  { own = '', store, messages }: ConversationContext,
  conversation: string | undefined,
  id: string,
  { emoji, isThere }: { emoji: string; isThere: boolean },
): Promise<void> {
  const change = (before: Message): Message => withReaction(before, { emoji, by: own, isThere });
  const act = () => (isThere ? messages.react(id, emoji) : messages.unreact(id, emoji));
  return optimistically(store, conversation, { id, change }, () => act().then(() => undefined));
}
