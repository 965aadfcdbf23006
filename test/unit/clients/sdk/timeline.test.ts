/** A timeline ends with the truth, in whichever way and order its messages arrive. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '#sdk';
import { withReaction } from '../../../../clients/sdk/src/store/reactions.ts';
import {
  EMPTY,
  findMessage,
  shownMessages,
  type Timeline,
  withMessage,
  withNewerPage,
  withNewest,
  withOutcome,
  withPage,
  withPart,
  withUpdate,
} from '../../../../clients/sdk/src/store/timeline.ts';
import { message as newMessage } from '../../../support/clients/message.ts';

type Step = { kind: 'send' } | { kind: 'edit' | 'delete'; which: number };

const message = (seq: number): Message => newMessage(seq, { From: 'alice', To: 'bob', ClientId: `c${seq}` });

/** @returns the conversation after each step, and the state that each step made */
function live(steps: Step[]) {
  const moments: Message[][] = [[]];
  const states: Message[] = [];
  steps.forEach((step, index) => {
    const before = moments.at(-1) as Message[];
    const version = index + 1;
    if (step.kind === 'send' || before.length === 0) {
      const born = message(version);
      states.push(born);
      moments.push([...before, born]);
      return;
    }
    const at = step.which % before.length;
    const old = before[at] as Message;
    const changed =
      step.kind === 'edit' && old.DeletedAt === null
        ? { ...old, Message: `edit ${version}`, EditedAt: 'then', Version: version }
        : { ...old, Message: '', DeletedAt: 'then', Version: version };
    states.push(changed);
    moments.push(before.with(at, changed));
  });
  return { moments, states };
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'send' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('edit', 'delete'), which: fc.nat(20) }) },
);

const stories = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  loadedAt: fc.nat(),
  pageSize: fc.integer({ min: 1, max: 4 }),
  /** states that arrive as events: any of them, in any order, any number of times */
  events: fc.array(fc.nat(), { maxLength: 30 }),
  /** in which order events, pages and the sync come */
  order: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
  /** when each older page was read */
  readAt: fc.array(fc.nat(), { minLength: 26, maxLength: 26 }),
});

test('any interleaving of events, pages and a sync ends with the truth', () => {
  fc.assert(
    fc.property(stories, ({ steps, loadedAt, pageSize, events, order, readAt }) => {
      const { moments, states } = live(steps);
      const truth = moments.at(-1) as Message[];
      const start = loadedAt % moments.length;
      let timeline = EMPTY;
      let oldest = Number.POSITIVE_INFINITY;
      const page = (moment: Message[]) => {
        const before = moment.filter(({ Seq }) => Seq < oldest);
        const items = before.slice(-pageSize);
        oldest = items[0]?.Seq ?? oldest;
        timeline = withPage(timeline, items, before.length > pageSize ? 'next' : undefined);
      };
      const actions: (() => void)[] = events.map((which) => () => {
        timeline = withMessage(timeline, states[which % states.length] as Message);
      });
      // The sync: what has changed since the first page was read, in the order of the versions, and in pieces.
      const changed = truth.filter(({ Version }) => Version > start).sort((a, b) => a.Version - b.Version);
      for (const each of changed) {
        actions.push(() => {
          timeline = withMessage(timeline, each);
        });
      }
      // An event may even come before the first page.
      actions.sort((a, b) => (order[actions.indexOf(a)] ?? 0) - (order[actions.indexOf(b)] ?? 0));
      const early = (order[79] ?? 0) % (actions.length + 1);
      for (const action of actions.slice(0, early)) action();
      page(moments[start] as Message[]);
      for (const [index, action] of actions.slice(early).entries()) {
        if ((order[index] ?? 0) % 3 === 0 && timeline.next !== undefined) {
          const at = start + ((readAt[index] ?? 0) % (moments.length - start));
          page(moments[at] as Message[]);
        }
        action();
      }
      while (timeline.next !== undefined) page(moments[start] as Message[]);
      expect(timeline.messages).toEqual(truth);
      expect(truth.map(({ Seq }) => findMessage(timeline, Seq))).toEqual(truth);
    }),
    { numRuns: 2_000 },
  );
});

test('shows no message that is older than the loaded pages', () => {
  const newest = withPage(EMPTY, [message(8), message(9)], 'next');
  const edited = withMessage(newest, { ...message(2), Version: 10, Message: 'edited' });
  expect(edited.messages.map(({ Seq }) => Seq)).toEqual([8, 9]);
  const whole = withPage(edited, [message(1), message(2)], undefined);
  expect(whole.messages.map(({ Message: text }) => text)).toEqual(['text 1', 'edited', 'text 8', 'text 9']);
});

test('the newest page after a gap forgets older messages and keeps newer ones', () => {
  const before = withMessage(withPage(EMPTY, [message(1), message(2)], undefined), message(9));
  const after = withNewest(before, [message(7), message(8)], 'next');
  expect(after).toMatchObject({ next: 'next', floor: 7 });
  expect(after.messages.map(({ Seq }) => Seq)).toEqual([7, 8, 9]);
});

test('a timeline stays as it was, and the same until something changes', () => {
  const before = withPage(EMPTY, [message(1)], undefined);
  expect(withMessage(before, message(1))).toBe(before);
  const after = withMessage(before, message(2));
  expect([before.messages.length, after.messages.length]).toEqual([1, 2]);
});

test('shows an edit until its own version arrives, and reverts it when the server refuses', () => {
  const timeline = withPage(EMPTY, [message(1), message(2)], undefined);
  const to =
    (text: string) =>
    (before: Message): Message => ({ ...before, Message: text });
  const edit = { id: 'm1', version: 1, change: to('edited') };
  const shown = shownMessages(withUpdate(timeline, edit));
  expect(shown.map(({ Message: text }) => text)).toEqual(['edited', 'text 2']);
  expect(shown[1]).toBe(timeline.messages[1]);

  const confirmed = withOutcome(withUpdate(timeline, edit), edit, true);
  expect(shownMessages(confirmed)).toMatchObject([{ Message: 'edited' }, {}]);
  const arrived = withMessage(confirmed, { ...message(1), Version: 2, Message: 'as stored' });
  expect(shownMessages(arrived)).toBe(arrived.messages);

  const refused = withOutcome(withUpdate(timeline, edit), edit, false);
  expect(shownMessages(refused)).toBe(timeline.messages);
  const later = { ...edit, change: to('edited again') };
  const both = withOutcome(withUpdate(withUpdate(timeline, edit), later), edit, false);
  expect(shownMessages(both)).toMatchObject([{ Message: 'edited again' }, {}]);
});

test('a message that was written late moves to its new place, in whichever order its states arrive', () => {
  const early = { ...message(2), Id: 'late' };
  const moved = { ...early, Seq: 4, Version: 4 };
  const others = [message(1), message(3)].reduce(withMessage, { ...EMPTY, floor: 0 });
  for (const states of [[early, moved], [moved, early], [moved]]) {
    const timeline = states.reduce(withMessage, others);
    expect(timeline.messages.map(({ Id, Seq }) => [Id, Seq])).toEqual([
      ['m1', 1],
      ['m3', 3],
      ['late', 4],
    ]);
  }
});

test('reactions that are made one after the other are all shown until each has its version', () => {
  const timeline = withPage(EMPTY, [message(1)], undefined);
  const made = (emoji: string, version: number) => ({
    id: 'm1',
    version,
    change: (before: Message) => withReaction(before, { emoji, by: 'alice', isThere: true }),
  });
  const [first, second] = [made('👍', 1), made('🎉', 1)];
  const both = withUpdate(withUpdate(timeline, first), second);
  const emojiOf = (of: Timeline) => shownMessages(of)[0]?.Reactions.map(({ Emoji }) => Emoji);
  expect(emojiOf(both)).toEqual(['👍', '🎉']);
  const confirmed = withOutcome(both, first, true);
  const arrived = withMessage(confirmed, {
    ...message(1),
    Version: 2,
    Reactions: [{ Emoji: '👍', By: ['alice'] }],
  });
  expect(emojiOf(arrived)).toEqual(['👍', '🎉']);
  expect(emojiOf(withOutcome(arrived, second, false))).toEqual(['👍']);
});

const seqsOf = (list: readonly { Seq: number }[]) => list.map(({ Seq }) => Seq);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at));

test('a part from the middle replaces what is loaded, until its pages reach the end', () => {
  const newest = withPage(EMPTY, range(18, 20), '/17');
  const middle = withPart(newest, range(5, 7), { next: '/4', prev: '/8' });
  expect([seqsOf(middle.messages), middle.ceiling, middle.range]).toEqual([[5, 6, 7], 7, 1]);
  const live = withMessage(withMessage(middle, message(21)), {
    ...message(6),
    Version: 30,
    Message: 'edited',
  });
  expect([seqsOf(live.messages), live.messages[1]?.Message]).toEqual([[5, 6, 7], 'edited']);
  const older = withPage(live, range(1, 4), undefined);
  const newer = withNewerPage(older, range(8, 17), '/18');
  expect(seqsOf(newer.messages)).toEqual(seqsOf(range(1, 17)));
  const whole = withNewerPage(newer, range(18, 20), undefined);
  expect(seqsOf(whole.messages)).toEqual(seqsOf(range(1, 21)));
  expect([whole.floor, whole.ceiling, whole.newer, whole.range]).toEqual([0, Infinity, [], 1]);
});

test('a part that touches what is loaded is put before it', () => {
  const newest = withPage(EMPTY, range(8, 10), '/7');
  const both = withPart(newest, range(5, 8), { next: '/4', prev: '/9' });
  expect([seqsOf(both.messages), both.next, both.ceiling, both.range]).toEqual([
    [5, 6, 7, 8, 9, 10],
    '/4',
    Infinity,
    0,
  ]);
});

test('a page that was read before a change behind the loaded part does not undo it', () => {
  const middle = withPart(withPage(EMPTY, range(18, 20), '/17'), range(5, 7), { next: '/4', prev: '/8' });
  const deleted = withMessage(middle, { ...message(8), Version: 30, DeletedAt: 'then', Message: '' });
  expect(withNewerPage(deleted, range(8, 9), '/10').messages.at(-2)).toMatchObject({ DeletedAt: 'then' });
});

test('the newest page returns from the middle', () => {
  const middle = withPart(withPage(EMPTY, range(18, 20), '/17'), range(5, 7), { next: '/4', prev: '/8' });
  const newest = withNewest(middle, range(19, 21), '/18');
  expect([seqsOf(newest.messages), newest.prev, newest.range]).toEqual([[19, 20, 21], undefined, 2]);
});

test.each([
  ['joined', []],
  ['created', [3]],
] as const)('what comes before a first message of type %s: %j', (Type, shown) => {
  const first = newMessage(5, { System: { Type } });
  const timeline = withMessage(withPage(EMPTY, [first], undefined), newMessage(3));
  expect(shownMessages(timeline).map(({ Seq }) => Seq)).toEqual([...shown, 5]);
});
