/** Runs the subscribers of queued events. */
import * as v from 'valibot';
import { finishDeletion } from '../accounts/erasure.ts';
import type { Work } from '../platform/queue-worker.ts';

const ObjectIdText = v.pipe(v.string(), v.regex(/^[0-9a-f]{24}$/));

const QueuedEvent = v.variant('type', [
  v.object({ type: v.literal('account.deleted'), account: ObjectIdText }),
]);

/** @throws ValiError for an unknown event, which then goes to the dead-letter queue */
export const deliver: Work = async (body, until) => {
  const event = v.parse(QueuedEvent, body);
  await finishDeletion(event.account, until);
};
