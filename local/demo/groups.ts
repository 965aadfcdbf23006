/** The groups of the demo: a small team, and a club of everybody with its history from the start. */
import { foldGroupName, newGroupId } from '../../lib/conversations/group.ts';
import { newMembership } from '../../lib/conversations/membership.ts';
import { contentDigest } from '../../lib/messages/content.ts';
import type { Message } from '../../lib/messages/message.ts';
import type { System } from '../../lib/messages/system.ts';
import { type Subject, talk } from './dialogue.ts';
import { type DemoMessage, type History, messageId, toLastMessage } from './history.ts';
import { Random } from './random.ts';
import { beginnings, DAY, HOUR, MINUTE, pause } from './rhythm.ts';

interface GroupPlan {
  key: string;
  name: string;
  topic: string;
  emoji: string;
  /** how many of the demo's people, the first of whom is its owner and the second an admin */
  size: number;
  subject: Subject;
  messages: number;
  days: number;
  history: 'start' | 'join';
  listed: boolean;
  /** by others, after the first person has read */
  unread: number;
}

const GROUPS: GroupPlan[] = [
  {
    key: 'team',
    name: 'Release team',
    topic: 'Thursdays at ten, and whenever something is on fire',
    emoji: '🚀',
    size: 6,
    subject: 'work',
    messages: 420,
    days: 90,
    history: 'join',
    listed: false,
    unread: 3,
  },
  {
    key: 'club',
    name: 'Walks and coffee',
    topic: 'Who comes along at the weekend?',
    emoji: '☕',
    size: 30,
    subject: 'friends',
    messages: 900,
    days: 150,
    history: 'start',
    listed: true,
    unread: 12,
  },
];

const EMOJI = ['👍', '❤️', '😂', '🎉', '🙏'];

const idOf = (owner: string, { key }: GroupPlan): string => newGroupId(owner, `demo ${key}`);

/** @param usernames of the demo's people, in order */
export const groupIds = ([owner = '']: string[]): string[] => GROUPS.map((plan) => idOf(owner, plan));

class GroupHistory {
  readonly #id: string;
  readonly #random: Random;
  readonly messages: DemoMessage[] = [];

  constructor(id: string, random: Random) {
    this.#id = id;
    this.#random = random;
  }

  add(at: number, from: string, parts: Pick<Message, 'text' | 'replyTo' | 'reactions' | 'system'>): void {
    const id = messageId(at, this.#random);
    const seq = this.messages.length + 1;
    const message: Message = {
      id,
      conversation: this.#id,
      from,
      to: null,
      ...parts,
      seq,
      version: seq,
      firstVersion: seq,
      sentAt: new Date(at),
      editedAt: null,
      deletedAt: null,
      clientId: parts.system ? null : this.#random.hex(20),
    };
    this.messages.push({ message, digest: contentDigest(id, parts) });
  }

  /** What people answer and react to. */
  get last(): Message | undefined {
    return this.messages.findLast(({ message }) => !message.system)?.message;
  }
}

function createGroup(plan: GroupPlan, usernames: string[], seed: string, now: number): History {
  const { name, topic, emoji, size, subject, days, history, listed, unread, key } = plan;
  const members = usernames.slice(0, size);
  const [owner = '', admin = ''] = members;
  const id = idOf(owner, plan);
  const random = new Random(`${seed}/group ${key}`);
  const written = new GroupHistory(id, random);
  const tell = (at: number, from: string, system: System) => written.add(at, from, { text: '', system });

  const start = now - days * DAY;
  tell(start, owner, { type: 'created', name });
  tell(start + MINUTE, owner, { type: 'role', users: [admin], role: 'admin' });
  tell(start + 2 * MINUTE, owner, { type: 'changed', changed: ['Topic'], topic });

  const others = members.slice(1);
  const sessions: { text: string; from: string }[][] = [];
  for (let missing = plan.messages; missing > 0; missing -= sessions.at(-1)?.length ?? 1) {
    const pair = [random.pick(members), random.pick(members)];
    // The newest come from others, because the first person has not read them.
    const isNew = missing <= unread + 20;
    const speakers = isNew ? [random.pick(others), random.pick(others)] : pair;
    const lines = talk(subject, random).map(({ side, text }) => ({ text, from: speakers[side] ?? owner }));
    sessions.push(lines.slice(0, missing));
  }
  const begins = beginnings(sessions.length, start + HOUR, now - 2 * HOUR, random);
  let at = 0;
  for (const [index, lines] of sessions.entries()) {
    at = Math.max(at + MINUTE, begins[index] ?? at);
    for (const { text, from } of lines) {
      const answered = written.last;
      const isLast = written.messages.length === plan.messages + 2;
      const replyTo = answered && !isLast && random.chance(0.06) ? answered.id : null;
      const fans = !isLast && random.chance(0.12) ? others.slice(0, random.int(1, 4)) : [];
      const reactions = fans.map((by) => ({ emoji: random.pick(EMOJI), by }));
      at = Math.round(Math.min(at + pause(text, random), now - MINUTE));
      const more = reactions.length > 0 ? { reactions } : {};
      written.add(at, from, { text, ...(replyTo ? { replyTo } : {}), ...more });
    }
  }
  const { messages } = written;
  const lastSeq = messages.length;
  const latest = new Date(at);
  return {
    conversation: {
      _id: id,
      kind: 'group',
      members,
      owners: [owner],
      admins: [admin],
      name,
      topic,
      avatar: { emoji },
      history,
      post: 'all',
      add: 'admins',
      listed,
      ...(listed ? { listedName: foldGroupName(name) } : {}),
      version: lastSeq,
      lastSeq,
      createdAt: new Date(start),
      activityAt: latest,
      changedAt: latest,
      lastMessages: messages.slice(-1).map(toLastMessage),
    },
    memberships: members.map((username, index) =>
      newMembership({ conversation: id, kind: 'group' }, username, {
        readSeq: index === 0 ? lastSeq - unread : lastSeq - random.int(0, unread),
      }),
    ),
    messages,
  };
}

const SMALL_MESSAGES = 40;

/** @param usernames of the demo's people, in order */
export const createGroups = (usernames: string[], seed: string, small: boolean, now: number): History[] =>
  GROUPS.map((plan) => {
    const messages = small ? SMALL_MESSAGES : plan.messages;
    return createGroup({ ...plan, messages }, usernames, seed, now);
  });
