/** The history of one conversation, as if every change had gone through the API. */
import { foldUsername } from '../../lib/accounts/username.ts';
import { directConversationId } from '../../lib/conversations/conversation.ts';
import { directMemberships, type Membership } from '../../lib/conversations/membership.ts';
import type { Conversation } from '../../lib/conversations/store/conversations.ts';
import type { LastMessage } from '../../lib/conversations/store/last-messages.ts';
import { contentDigest, ERASED } from '../../lib/messages/content.ts';
import type { Message } from '../../lib/messages/message.ts';
import { toObjectId } from '../../lib/messages/store/messages.ts';
import { type Line, monologue, notes, type Subject, talk } from './dialogue.ts';
import { Random } from './random.ts';
import { beginnings, DAY, HOUR, MINUTE, pause, SECOND } from './rhythm.ts';

export interface HistoryPlan {
  /** names as spelled at registration; one for notes to oneself */
  members: [string] | [string, string];
  messages: number;
  /** number of days over which the messages are spread */
  days: number;
  /** hours since the last message */
  quietHours: number;
  subject: Subject;
  /** this many of the last messages are from the second member and unread by the first */
  unread: number;
}

export interface DemoMessage {
  message: Message;
  digest: string;
}

export interface History {
  conversation: Conversation;
  memberships: Membership[];
  messages: DemoMessage[];
}

interface TimedLine extends Line {
  at: number;
}

/** Sessions with enough lines in total; the last session contains the unread messages. */
function sessions({ members, messages, subject, unread }: HistoryPlan, random: Random): Line[][] {
  const talked: Line[][] = [];
  for (let missing = messages - unread; missing > 0; ) {
    const lines = members.length === 1 ? notes(1, random) : talk(subject, random);
    talked.push(lines.slice(0, missing));
    missing -= lines.length;
  }
  return unread > 0 ? [...talked, monologue(unread, 1, random)] : talked;
}

/** Age of the newest change: the server counts changes of the last seconds as in flight. */
const SETTLED = MINUTE;

function timeLines(plan: HistoryPlan, now: number, texts: Random, times: Random): TimedLine[][] {
  const talked = sessions(plan, texts);
  const end = now - SETTLED - plan.quietHours * HOUR;
  const begins = beginnings(talked.length, end - plan.days * DAY, end, times);
  let at = 0;
  const timed = talked.map((lines, index) => {
    at = Math.max(at + times.int(5, 40) * MINUTE, begins[index] ?? end);
    // Alerts come by the hour and need no typing time.
    const gap = (text: string) => (lines.length > 30 ? times.int(1, 20) * MINUTE : pause(text, times));
    return lines.map((line) => {
      at += gap(line.text);
      return { ...line, at: Math.round(at) };
    });
  });
  const late = Math.max(0, at - end);
  return timed.map((lines) => lines.map((line) => ({ ...line, at: Math.round(line.at - late) })));
}

type Change = { at: number } & (
  | { kind: 'send'; index: number; side: number; text: string }
  | { kind: 'edit' | 'delete'; index: number }
  | { kind: 'read'; side: number }
);

/** All changes with a version, sorted by time. */
function changes(timed: TimedLine[][], unread: number, now: number, random: Random): Change[] {
  const all: Change[] = [];
  const soonest = (at: number) => Math.min(at, now - SETTLED / 2);
  let index = 0;
  timed.forEach((lines, session) => {
    const waiting = unread > 0 && session === timed.length - 1;
    for (const { at, side, text } of lines) {
      all.push({ kind: 'send', at, index, side, text });
      if (random.chance(0.02))
        all.push({ kind: 'edit', at: soonest(at + random.int(5, 300) * SECOND), index });
      else if (!waiting && random.chance(0.008)) {
        all.push({ kind: 'delete', at: soonest(at + random.int(5, 900) * SECOND), index });
      }
      index++;
    }
    const last = lines.at(-1)?.at ?? 0;
    for (const side of [0, 1]) {
      const reads = !(waiting && side === 0);
      if (reads) all.push({ kind: 'read', at: soonest(last + random.int(1, 20) * SECOND), side });
    }
  });
  return all.sort((one, other) => one.at - other.at);
}

export const toLastMessage = ({ message }: DemoMessage): LastMessage => {
  const { id, from, text, replyTo, seq, version, sentAt, editedAt, deletedAt, clientId } = message;
  const content = { text, ...(replyTo === undefined ? {} : { replyTo }) };
  const kept = {
    _id: toObjectId(id),
    from,
    ...content,
    seq,
    version,
    sentAt,
    editedAt,
    deletedAt,
    onlyFor: null,
  };
  return clientId === null ? kept : { ...kept, clientId };
};

/** The format of an ObjectId: seconds since 1970 and 64 random bits. */
export const messageId = (at: number, random: Random): string =>
  Math.floor(at / SECOND)
    .toString(16)
    .padStart(8, '0') + random.hex(16);

/** The first messages of one side are a request to the other, as long as that has not answered. */
function requestIn(messages: readonly DemoMessage[]): Pick<Conversation, 'request'> {
  const [first] = messages;
  const to = first?.message.to ?? null;
  const isAnswered = messages.some(({ message }) => message.from !== first?.message.from);
  return to === null || to === first?.message.from || isAnswered ? {} : { request: { to: foldUsername(to) } };
}

/**
 * @param seed determines, with the members' names, everything except the day: times are relative to now
 * @param now epoch milliseconds
 */
export function createHistory(plan: HistoryPlan, seed: string, now: number): History {
  const [one, other = one] = plan.members;
  const id = directConversationId(one, other);
  const pair = [...new Set(plan.members.map((name) => name.toLowerCase()))].sort().join(':');
  const sequence = (name: string) => new Random(`${seed}/${pair}/${name}`);
  const timed = timeLines(plan, now, sequence('texts'), sequence('times'));
  const ordered = changes(timed, plan.unread, now, sequence('changes'));
  const ids = sequence('ids');
  const replies = sequence('replies');

  const memberships = directMemberships(id, plan.members);
  const nameAt = (side: number): string => plan.members[side % plan.members.length] as string;
  const messages: DemoMessage[] = [];
  let [version, seq, activityAt, changedAt] = [0, 0, 0, 0];

  /** Some answer one of the last messages of the other person. */
  const answered = (side: number) => {
    const to = messages[messages.length - replies.int(2, 6)]?.message;
    const isWanted = replies.chance(0.06) && to && to.from !== nameAt(side) && to.deletedAt === null;
    return isWanted ? { replyTo: to.id } : {};
  };
  const send = ({ at, side, text }: Extract<Change, { kind: 'send' }>): void => {
    seq++;
    version++;
    activityAt = at;
    const messageIdHere = messageId(at, ids);
    const content = { text, ...answered(side) };
    const message: Message = {
      id: messageIdHere,
      conversation: id,
      from: nameAt(side),
      to: nameAt(side + 1),
      ...content,
      seq,
      version,
      firstVersion: version,
      sentAt: new Date(at),
      editedAt: null,
      deletedAt: null,
      clientId: ids.hex(20),
    };
    messages.push({ message, digest: contentDigest(messageIdHere, content) });
  };
  const change = ({ kind, at, index }: { kind: 'edit' | 'delete'; at: number; index: number }): void => {
    const message = messages[index]?.message;
    if (!message) throw new Error('A message changed before it was sent');
    message.version = ++version;
    if (kind === 'edit') message.editedAt = new Date(at);
    else Object.assign(message, ERASED, { deletedAt: new Date(at) });
  };
  const read = (side: number): void => {
    const membership = memberships[side];
    if (membership && membership.readSeq < seq) membership.readSeq = seq;
  };

  for (const each of ordered) {
    if (each.kind === 'read') {
      read(each.side);
      continue;
    }
    if (each.kind === 'send') send(each);
    else change(each);
    changedAt = each.at;
  }
  const createdAt = messages[0]?.message.sentAt ?? new Date(now);
  return {
    conversation: {
      _id: id,
      kind: 'direct',
      members: [...plan.members],
      version,
      lastSeq: seq,
      createdAt,
      activityAt: new Date(activityAt),
      changedAt: new Date(changedAt),
      lastMessages: messages.slice(-1).map(toLastMessage),
      ...requestIn(messages),
    },
    memberships,
    messages,
  };
}
