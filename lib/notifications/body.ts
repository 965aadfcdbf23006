/** Checks what the queue holds. */
import * as v from 'valibot';
import type { QueuedNotification } from './queued.ts';

const Counter = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const retry = v.exactOptional(v.object({ sessions: v.array(v.string()), attempt: Counter }));

export const NotificationBody: v.GenericSchema<unknown, QueuedNotification> = v.variant('type', [
  v.object({
    type: v.picklist(['message.created', 'message.updated', 'message.deleted']),
    conversation: v.string(),
    message: v.string(),
    part: v.exactOptional(v.object({ batch: Counter, of: v.pipe(Counter, v.minValue(1)) })),
    retry,
  }),
  v.object({
    type: v.literal('conversation.left'),
    conversation: v.string(),
    message: v.string(),
    retry,
  }),
  v.object({
    type: v.literal('conversation.read'),
    conversation: v.string(),
    reader: v.string(),
    seq: Counter,
    retry,
  }),
]);
