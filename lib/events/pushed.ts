/** The subscriber that tells open sockets, at once. */
import { audienceOf } from '../conversations/visibility.ts';
import { toResource } from '../messages/message.ts';
import { publish } from '../realtime/publish.ts';
import type { Subscriber } from './event.ts';

export const pushMessage: Subscriber<'message.created' | 'message.updated' | 'message.deleted'> = (
  { message, circle },
  type,
) => {
  const { conversation, version } = message;
  return publish(audienceOf({ type, message }, circle), {
    type,
    conversation,
    version,
    data: toResource(message),
  });
};

export const pushRead: Subscriber<'conversation.read'> = (
  { conversation, version, by, seq, audience },
  type,
) => publish(audience, { type, conversation, version, data: { Username: by, Seq: seq } });
