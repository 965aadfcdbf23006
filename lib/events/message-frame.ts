/** What is pushed of an event about a message, and to whom. */
import { membersWhoSee } from '../conversations/circles.ts';
import type { Audience } from '../conversations/visibility.ts';
import { type Message, toResource } from '../messages/message.ts';
import type { ServerFrame } from '../realtime/resources.ts';
import type { MessageEvent } from './event.ts';
import type { MessageEventName } from './fan-out.ts';

/** @param version of the change; the message may have changed again since */
export const messageFrame = (
  type: MessageEventName,
  message: Message,
  version = message.version,
): ServerFrame => ({ type, conversation: message.conversation, version, data: toResource(message) });

/** Without those who joined after an earlier message and may not see it. */
export const withoutLaterMembers = async (
  { message, circle }: MessageEvent,
  { usernames, together }: Audience,
): Promise<Audience> => ({ usernames: await membersWhoSee(circle, message, usernames), together });
