import { type Conversation, isBlank, isSameUser, type Message } from '#sdk';
import { excerptOf } from '../../../../state/excerpt.ts';
import { nameOf, personOf } from '../../../../state/people.ts';
import { self } from '../../../../state/session.ts';
import { oneLine } from '../../../../state/text.ts';
import type { ComposerMode } from './mode.ts';
import { sendMode } from './send.ts';

/** Answers a message. The draft is that for sending, so that a text that is begun becomes the answer. */
export function replyMode(
  conversation: Conversation,
  message: Message,
  { draft, leave }: { draft: string; leave(): void },
): ComposerMode {
  const name = isSameUser(message.From, self())
    ? 'yourself'
    : nameOf(personOf(message.From, { ask: false }).peek());
  return {
    ...sendMode(conversation, draft, { replyTo: message.Id }),
    message: message.Id,
    banner: {
      title: `Replying to ${name}`,
      text: isBlank(excerptOf(message)) ? '' : oneLine(excerptOf(message)),
      leaveLabel: 'Cancel the reply',
    },
    sent: leave,
    leave,
  };
}
