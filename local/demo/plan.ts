/** The conversations of the demo: members, size and topic. */
import type { Subject } from './dialogue.ts';
import type { HistoryPlan } from './history.ts';
import { Random } from './random.ts';

/** Conversations of the first person, with peers by index in the list of people. */
type Row = [
  peer: number,
  messages: number,
  days: number,
  quietHours: number,
  subject: Subject,
  unread: number,
];

const OF_THE_FIRST: Row[] = [
  [1, 20_000, 190, 0.1, 'friends', 2],
  [6, 1_400, 120, 0.4, 'work', 130],
  [4, 240, 60, 0.8, 'ar', 1],
  [2, 900, 150, 1.5, 'es', 0],
  [9, 320, 90, 3, 'friends', 4],
  [3, 610, 170, 5, 'ja', 0],
  [11, 2_000, 160, 9, 'work', 0],
  [5, 150, 40, 14, 'he', 3],
  [8, 410, 130, 22, 'zh', 0],
  [26, 260, 80, 30, 'work', 0],
  [7, 180, 90, 44, 'uk', 0],
  [13, 75, 60, 50, 'work', 1],
  [14, 220, 120, 70, 'friends', 0],
  [10, 130, 150, 96, 'friends', 0],
  [29, 64, 30, 120, 'fa', 0],
  [17, 48, 70, 200, 'el', 0],
  [15, 33, 20, 260, 'friends', 0],
  [21, 12, 4, 400, 'friends', 0],
  [23, 55, 60, 700, 'friends', 0],
  [24, 90, 45, 900, 'work', 0],
  [28, 6, 1, 1_300, 'friends', 0],
  [18, 1, 1, 1_800, 'friends', 1],
];

const CONVERSATIONS = 60;
const SUBJECTS: Subject[] = ['friends', 'friends', 'friends', 'work', 'work', 'es'];

/** Mostly short conversations, a few long ones. */
function someMessages(random: Random): number {
  const [least, most] = random.chance(0.2) ? [100, 1_200] : [3, 90];
  return Math.round(least * (most / least) ** random.next());
}

function someRow(random: Random): Omit<HistoryPlan, 'members'> {
  const messages = someMessages(random);
  return {
    messages,
    days: random.int(2, 170),
    quietHours: random.int(1, 600),
    subject: random.pick(SUBJECTS),
    unread: random.chance(0.3) ? Math.min(random.int(1, 6), messages) : 0,
  };
}

/** The fraction of each conversation in a small demo. */
const SMALL = 1 / 25;

const shrink = (plan: HistoryPlan): HistoryPlan => {
  const unread = Math.min(plan.unread, 5);
  // One that was never answered stays so.
  const least = plan.messages === plan.unread ? unread : unread + 1;
  return { ...plan, unread, messages: Math.max(least, Math.ceil(plan.messages * SMALL)) };
};

/** @param usernames of the demo's people, in order */
export function planConversations(usernames: string[], seed: string, small: boolean): HistoryPlan[] {
  const nameAt = (index: number): string => {
    const name = usernames[index];
    if (name === undefined) throw new RangeError(`There is no person ${index}`);
    return name;
  };
  const random = new Random(`${seed}/plan`);
  const plans: HistoryPlan[] = OF_THE_FIRST.map(([peer, messages, days, quietHours, subject, unread]) => ({
    members: [nameAt(0), nameAt(peer)],
    messages,
    days,
    quietHours,
    subject,
    unread,
  }));
  plans.push({ members: [nameAt(0)], messages: 40, days: 150, quietHours: 8, subject: 'friends', unread: 0 });
  const taken = new Set<string>();
  while (plans.length < CONVERSATIONS) {
    const one = random.int(1, usernames.length - 1);
    const other = random.int(1, usernames.length - 1);
    const pair = [one, other].sort((a, b) => a - b).join(' ');
    if (one === other || taken.has(pair)) continue;
    taken.add(pair);
    plans.push({ members: [nameAt(one), nameAt(other)], ...someRow(random) });
  }
  return small ? plans.map(shrink) : plans;
}
