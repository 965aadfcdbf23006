/** Subscribers that push events to open sockets immediately. */
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

/** Read marks have no version. */
const NO_VERSION = 0;

export const pushRead: Subscriber<'conversation.read'> = ({ conversation, by, seq, audience }, type) =>
  publish(audience, { type, conversation, version: NO_VERSION, data: { Username: by, Seq: seq } });

/** To the member's own devices only. */
export const pushAnswer: Subscriber<'request.answered'> = ({ conversation, by, request }) =>
  publish(
    { usernames: [by], together: true },
    { type: 'conversation.request', conversation, data: { Request: request } },
  );
