/** Subscribers that push events to open sockets immediately; events for large audiences are queued. */
import { audienceOf } from '../conversations/visibility.ts';
import { publish } from '../realtime/publish.ts';
import type { Subscriber } from './event.ts';
import { fanOut, INLINE_MAX, type MessageEventName } from './fan-out.ts';
import { messageFrame, withoutLaterMembers } from './message-frame.ts';
import { notifyOfLeft, notifyOfMessage, notifyOfRead } from './notified.ts';

export const pushMessage: Subscriber<MessageEventName> = (event, type) => {
  const { message, circle } = event;
  const audience = audienceOf({ type, message }, circle);
  const { length: size } = audience.usernames;
  if (size > INLINE_MAX) return fanOut(type, message, size);
  return publish(withoutLaterMembers(event, audience), messageFrame(type, message), {
    beside: notifyOfMessage(type, message),
  });
};

/** Read marks have no version. */
const NO_VERSION = 0;

export const pushRead: Subscriber<'conversation.read'> = ({ conversation, by, seq, audience }, type) =>
  publish(
    audience,
    { type, conversation, version: NO_VERSION, data: { Username: by, Seq: seq } },
    { beside: notifyOfRead(conversation, by, seq) },
  );

/** To the devices of the one who left, which learn nothing else. */
export const pushLeft: Subscriber<'conversation.left'> = ({ conversation, username, message }, type) =>
  publish(
    { usernames: [username], together: false },
    { type, conversation, data: {} },
    { beside: notifyOfLeft(conversation, message) },
  );

/** To the member's own devices only. */
export const pushAnswer: Subscriber<'request.answered'> = ({ conversation, by, request }) =>
  publish(
    { usernames: [by], together: true },
    { type: 'conversation.request', conversation, data: { Request: request } },
  );
