import { type Message, toResource } from '../messages/message.ts';
import type { ServerFrame } from '../realtime/resources.ts';
import type { MessageEventName } from './fan-out.ts';

/** @param version of the change; the message may have changed again since */
export const messageFrame = (
  type: MessageEventName,
  message: Message,
  version = message.version,
): ServerFrame => ({ type, conversation: message.conversation, version, data: toResource(message) });
