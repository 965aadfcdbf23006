/** The notifications on the user's screen: one per conversation, of its last unread message. Each is withdrawn with its reason. */
import { type ConversationSummary, isMentioned, type Message } from '#sdk';

/** The part of a message that a notification depends on. */
export type NoticedMessage = Pick<
  Message,
  'Id' | 'Conversation' | 'From' | 'To' | 'Message' | 'Seq' | 'Version' | 'DeletedAt'
> &
  Partial<Pick<Message, 'Mentions' | 'Attachments'>>;

/** Whether a conversation that is set so notifies this user of a message. A server of an earlier release has no setting. */
export function notifiesOf(
  { Notify }: Partial<Pick<ConversationSummary, 'Notify'>>,
  message: NoticedMessage,
  username: string,
): boolean {
  if (Notify === 'mentions') return isMentioned(message, username);
  return Notify !== 'none';
}

/** A notification on the screen. */
export interface Shown {
  close(): void;
}

/**
 * Shows a notification, in place of the last one of the same conversation.
 * @param alerts false where it corrects the last one: without a sound
 * @param dismissed to be called when the user has closed it
 */
export type Show = (message: NoticedMessage, alerts: boolean, dismissed: () => void) => Shown;

interface Notice {
  /** of others, in order, each unread as far as known */
  messages: NoticedMessage[];
  /** the one that the notification shows */
  message: NoticedMessage;
  close(): void;
}

export class Notices {
  readonly #show: Show;
  /** by conversation id */
  readonly #notices = new Map<string, Notice>();

  constructor(show: Show) {
    this.#show = show;
  }

  /** Notifies of a new message, with a sound also where the conversation has a notification. */
  add(message: NoticedMessage): void {
    const known = this.#notices.get(message.Conversation)?.messages ?? [];
    this.#put([...known, message], message, true);
  }

  /** A message is edited or deleted now. Corrects or withdraws the notification that shows it. */
  change(message: NoticedMessage): void {
    const notice = this.#notices.get(message.Conversation);
    if (!notice) return;
    notice.messages = notice.messages.map((known) =>
      known.Id === message.Id && known.Version < message.Version ? message : known,
    );
    this.#correct(message.Conversation, notice);
  }

  /** Withdraws what is not wanted any more, such as a message that has been read. */
  keep(isWanted: (message: NoticedMessage) => boolean): void {
    for (const [conversation, notice] of this.#notices) {
      notice.messages = notice.messages.filter(isWanted);
      this.#correct(conversation, notice);
    }
  }

  clear(): void {
    this.keep(() => false);
  }

  /** Whether a conversation has a notification. */
  has(conversation: string): boolean {
    return this.#notices.has(conversation);
  }

  #correct(conversation: string, notice: Notice): void {
    notice.messages = notice.messages.filter(({ DeletedAt }) => DeletedAt === null);
    const last = notice.messages.at(-1);
    if (!last) {
      this.#notices.delete(conversation);
      notice.close();
    } else if (last.Message !== notice.message.Message || last.Id !== notice.message.Id) {
      this.#put(notice.messages, last, false);
    }
  }

  #put(messages: NoticedMessage[], message: NoticedMessage, alerts: boolean): void {
    const shown = this.#show(message, alerts, () => {
      // A notification that another one has replaced closes, too.
      if (this.#notices.get(message.Conversation) === notice) this.#notices.delete(message.Conversation);
    });
    const notice: Notice = { messages, message, close: () => shown.close() };
    this.#notices.set(message.Conversation, notice);
  }
}
