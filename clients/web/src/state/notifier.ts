/** Notifies of messages while the user looks elsewhere, and withdraws a notification whose reason is gone. */
import { effect } from '@preact/signals';
import { chat } from '../app/client.ts';
import { HIDDEN_TEXT, type Noted } from '../worker/conversation-notification.ts';
import { holdWhileOpen, isWatchedAnywhere } from './attention.ts';
import { isBlocked } from './blocks.ts';
import { excerptOf } from './excerpt.ts';
import { inbox } from './inbox.ts';
import { isMuted, summaryOf } from './mutes.ts';
import { fullNameOf } from './names.ts';
import { type NoticedMessage, Notices, notifiesOf, type Show } from './notices.ts';
import { notificationSupport } from './notification-support.ts';
import { notifications, notificationText } from './notifications.ts';
import { personOf } from './people.ts';
import { push } from './push.ts';
import { self } from './session.ts';
import { showByPage, showByWorker } from './show-notification.ts';
import { oneLine } from './text.ts';
import { worker } from './worker.ts';

const show: Show = (message, alerts, dismissed) => {
  const { From, To, Conversation, Id, Seq, Version } = message;
  const sender = fullNameOf(personOf(From).peek());
  const group = summaryOf(Conversation)?.Group;
  const Title = group ? `${sender} in ${group.Name}` : sender;
  const Body = notificationText.state.value === 'shown' ? oneLine(excerptOf(message)) : HIDDEN_TEXT;
  const noted: Noted = {
    conversation: Conversation,
    peer: To === '' ? Conversation : From,
    messages: [{ Id, Seq, Version, Title, Body }],
    more: 0,
  };
  const registration = worker.peek();
  return registration
    ? showByWorker(registration, noted, alerts, dismissed)
    : showByPage(noted, alerts, dismissed);
};

const notices = new Notices(show);

/** One tab notifies for all: otherwise each would make a sound for the same message. */
const isNotifier = holdWhileOpen('corechat:notifier');

let user = '';

function isWanted(message: NoticedMessage): boolean {
  const { Conversation, From, Seq } = message;
  if (user === '' || notifications.state.value !== 'on' || isBlocked(From)) return false;
  // Otherwise the server notifies of it, also in this browser.
  if (notificationSupport() !== 'allowed' || push.value === 'on') return false;
  const summary = summaryOf(Conversation);
  if (!summary) return true;
  // A request waits in the inbox until the user looks.
  if ((summary.Request ?? null) !== null) return false;
  if (!notifiesOf(summary, message, user)) return false;
  return summary.ReadSeq < Seq && !isMuted(summary, Date.now());
}

/** Messages, by id, while it is not known yet whether the user looks at another window. An edit or a deletion replaces them. */
const waiting = new Map<string, NoticedMessage>();

async function arrived(message: NoticedMessage): Promise<void> {
  waiting.set(message.Id, message);
  const isSeen = !isNotifier() || (await isWatchedAnywhere());
  // Only the inbox tells whether the first message of a conversation is a stranger's.
  if (!isSeen && !summaryOf(message.Conversation)) await chat.inbox.load().catch(() => {});
  const now = waiting.get(message.Id);
  waiting.delete(message.Id);
  if (!isSeen && now?.DeletedAt === null && isWanted(now)) notices.add(now);
}

function changed(message: NoticedMessage): void {
  if (waiting.has(message.Id)) waiting.set(message.Id, message);
  notices.change(message);
}

chat.on('message', ({ change, message, own, live }) => {
  // What changes a group notifies nobody.
  if (own || message.System) return;
  if (change !== 'created') changed(message);
  else if (live) void arrived(message);
});

effect(() => {
  const before = user;
  user = self();
  // Read here, so that this runs again when the inbox or the blocks change: without a notification `isWanted` reads neither.
  const { conversations, archived } = inbox.value;
  isBlocked('');
  if (notifications.state.value !== 'on' || user !== before) return notices.clear();
  notices.keep(isWanted);
  // An edit that no event has brought, because there was no connection.
  for (const { Conversation, LastMessage } of [...conversations, ...archived]) {
    if (LastMessage && notices.has(Conversation)) changed(LastMessage);
  }
});

// A page that is gone can neither open a conversation nor withdraw anything.
addEventListener('pagehide', () => notices.clear());
