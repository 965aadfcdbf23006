import type { Store } from './store.ts';
import type { OptimisticUpdate } from './timeline.ts';

/**
 * Shows a change of a message while the action runs, and until the message's next version arrives. Reverts it when the action fails.
 * @param id of the message
 */
export async function optimistically(
  store: Store,
  conversation: string | undefined,
  { id, change }: Pick<OptimisticUpdate, 'id' | 'change'>,
  action: () => Promise<void>,
): Promise<void> {
  const timeline = conversation === undefined ? undefined : store.state.timelines.get(conversation);
  const message = timeline?.messages.findLast(({ Id }) => Id === id);
  if (conversation === undefined || !message) return action();
  const update = { id, change, version: message.Version };
  const finish = (isConfirmed: boolean) =>
    store.apply({ type: 'update-outcome', conversation, update, isConfirmed });
  store.apply({ type: 'update', conversation, update });
  try {
    await action();
    finish(true);
  } catch (error) {
    finish(false);
    throw error;
  }
}
