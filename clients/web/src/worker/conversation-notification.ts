/** Rules for the one notification of a conversation: what it shows after each push. */
import type { NotifiedMessage, Push } from './push-payload.ts';

/** The `data` of a notification: a service worker has no memory between events. */
export interface Noted {
  conversation: string;
  /** where a click leads: a username, or the id of a group */
  peer: string;
  /** unread ones in order, the last of them on the screen */
  messages: NotifiedMessage[];
  /** older ones, which are only counted */
  more: number;
}

export type Change =
  /** @param alerts false where it corrects what is shown: without a sound */
  | { show: Noted; alerts: boolean }
  | 'close'
  /** what is shown stays as it is */
  | 'keep';

const KEPT_MAX = 20;

/** Where a click on the notification of a message leads. */
const peerOf = ({ Conversation, From, To }: Push & { Type: 'message' }): string =>
  To === '' ? Conversation : From;

function bounded(noted: Noted): Noted {
  const excess = Math.max(0, noted.messages.length - KEPT_MAX);
  return { ...noted, messages: noted.messages.slice(excess), more: noted.more + excess };
}

/** @param noted of the notification on the screen; undefined: there is none */
function correct(noted: Noted, messages: NotifiedMessage[], more = noted.more): Change {
  return messages.length === 0 ? 'close' : { show: { ...noted, messages, more }, alerts: false };
}

function added(noted: Noted | undefined, push: Push & { Type: 'message' }): Change {
  const { Conversation, Id, Seq, Version, Title, Body } = push;
  // A push can be delivered twice.
  if (noted?.messages.some((known) => known.Id === Id)) return replaced(noted, push);
  const message = { Id, Seq, Version, Title, Body };
  const messages = [...(noted?.messages ?? []), message].toSorted((a, b) => a.Seq - b.Seq);
  const show = { conversation: Conversation, peer: peerOf(push), messages, more: noted?.more ?? 0 };
  return { show: bounded(show), alerts: true };
}

function replaced(noted: Noted, push: Push & { Type: 'message' | 'edited' }): Change {
  const { Id, Version, Title, Body } = push;
  const isNewer = noted.messages.some((known) => known.Id === Id && known.Version < Version);
  if (!isNewer) return 'keep';
  const replace = (known: NotifiedMessage) => (known.Id === Id ? { ...known, Version, Title, Body } : known);
  return correct(noted, noted.messages.map(replace));
}

/** @param noted of the notification on the screen; undefined: there is none */
export function afterPush(noted: Noted | undefined, push: Push): Change {
  if (push.Type === 'message') return added(noted, push);
  // The user has dismissed it, or it was never shown: nothing to correct.
  if (!noted) return 'keep';
  switch (push.Type) {
    case 'edited':
      return replaced(noted, push);
    case 'deleted': {
      const left = noted.messages.filter(({ Id }) => Id !== push.Id);
      return left.length === noted.messages.length ? 'keep' : correct(noted, left);
    }
    case 'read': {
      const left = noted.messages.filter(({ Seq }) => Seq > push.Seq);
      return left.length === noted.messages.length ? 'keep' : correct(noted, left, 0);
    }
  }
}

/** What the server sends in place of a text that the user does not want on the screen. */
export const HIDDEN_TEXT = 'New message';

/** "2 new messages", with the last one's text below */
export function lookOf({ messages, more }: Noted): { title: string; body: string } {
  const last = messages.at(-1);
  if (!last) return { title: 'CoreChat', body: 'You have new messages' };
  const total = messages.length + more;
  if (total === 1) return { title: last.Title, body: last.Body };
  const counted = `${total} new messages`;
  return { title: last.Title, body: last.Body === HIDDEN_TEXT ? counted : `${counted}\n${last.Body}` };
}
