import { type Conversation, isSameUser, type Quote, quoteOf } from '#sdk';
import { rest } from '../../../app/rest-loader.ts';
import { nameOf, personOf } from '../../../state/people.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';
import { oneLine } from '../../../state/text.ts';

interface QuoteRowProps {
  conversation: Conversation;
  row: TimelineRow;
  tabIndex: 0 | -1;
  /** goes to the message with this id */
  onTurnTo: (id: string) => void;
}

const senderOf = ({ From }: Quote): string =>
  isSameUser(From, self()) ? 'You' : nameOf(personOf(From, { ask: false }).value);

const textOf = ({ Message, Deleted, Files }: Quote): string =>
  // A long text is cut off, so the files are in front of it. A server of an earlier release does not say which.
  Deleted
    ? 'Message deleted'
    : [rest.value?.filesLabel(Files), oneLine(Message)].filter(Boolean).join(' · ') || '📎';

/** What is quoted of a message that is not sent yet: the snapshot has the message that it answers, or else nobody knows it here. */
function quoteIn(conversation: Conversation, { message, pending }: TimelineRow): Quote | null {
  if (message) return message.Quoted;
  const target = conversation.snapshot.messages.findLast(({ Id }) => Id === pending?.replyTo);
  return target ? quoteOf(target) : null;
}

/** Above the text of a reply: what it answers. Leads there. */
export function QuoteRow({ conversation, row, tabIndex, onTurnTo }: QuoteRowProps) {
  const id = row.message?.ReplyTo ?? row.pending?.replyTo;
  if (!id) return null;
  const quote = quoteIn(conversation, row);
  return (
    <button type="button" class="quote" tabIndex={tabIndex} onClick={() => onTurnTo(id)}>
      <span class="hidden-text">Answers </span>
      {quote && <strong class="quote-name">{senderOf(quote)}</strong>}
      <span class="quote-text" data-gone={!quote || quote.Deleted || undefined}>
        {quote ? textOf(quote) : 'An earlier message'}
      </span>
    </button>
  );
}
