/** Whatever way and order messages come in, however often: what is shown is the truth. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '#sdk';
import { Timeline } from '../../../../clients/sdk/src/store/timeline.ts';

type Step = { kind: 'send' } | { kind: 'edit' | 'delete'; which: number };

const message = (seq: number): Message => ({
  To: 'bob',
  From: 'alice',
  Message: `text ${seq}`,
  Conversation: 'alice:bob',
  Timestamp: '2026-11-22T08:00:00.000Z',
  Id: `m${seq}`,
  Seq: seq,
  Version: seq,
  EditedAt: null,
  DeletedAt: null,
  ClientId: `c${seq}`,
});

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
      const timeline = new Timeline('alice');
      let oldest = Number.POSITIVE_INFINITY;
      const page = (moment: Message[]) => {
        const before = moment.filter(({ Seq }) => Seq < oldest);
        const items = before.slice(-pageSize);
        oldest = items[0]?.Seq ?? oldest;
        timeline.addPage(items, before.length > pageSize);
      };
      const actions: (() => void)[] = events.map((which) => () => {
        timeline.apply(states[which % states.length] as Message);
      });
      // The sync: what has changed since the first page was read, in the order of the versions, and in pieces.
      const changed = truth.filter(({ Version }) => Version > start).sort((a, b) => a.Version - b.Version);
      for (const each of changed) actions.push(() => timeline.apply(each));
      // An event may even come before the first page.
      actions.sort((a, b) => (order[actions.indexOf(a)] ?? 0) - (order[actions.indexOf(b)] ?? 0));
      const early = (order[79] ?? 0) % (actions.length + 1);
      for (const action of actions.slice(0, early)) action();
      page(moments[start] as Message[]);
      for (const [index, action] of actions.slice(early).entries()) {
        if ((order[index] ?? 0) % 3 === 0 && timeline.hasOlder) {
          const at = start + ((readAt[index] ?? 0) % (moments.length - start));
          page(moments[at] as Message[]);
        }
        action();
      }
      while (timeline.hasOlder) page(moments[start] as Message[]);
      expect(timeline.messages).toEqual(truth);
      expect(truth.every(({ ClientId }) => timeline.hasClientId(ClientId ?? ''))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('what is older than the loaded pages is not shown out of its place', () => {
  const timeline = new Timeline('alice');
  timeline.addPage([message(8), message(9)], true);
  timeline.apply({ ...message(2), Version: 10, Message: 'edited' });
  expect(timeline.messages.map(({ Seq }) => Seq)).toEqual([8, 9]);
  timeline.addPage([message(1), message(2)], false);
  expect(timeline.messages.map(({ Message: text }) => text)).toEqual([
    'text 1',
    'edited',
    'text 8',
    'text 9',
  ]);
});

test('a snapshot stays as it was, and the same until something changes', () => {
  const timeline = new Timeline('alice');
  timeline.addPage([message(1)], false);
  const before = timeline.messages;
  expect(timeline.apply(message(1))).toBe(false);
  expect(timeline.messages).toBe(before);
  timeline.apply(message(2));
  expect([before.length, timeline.messages.length]).toEqual([1, 2]);
});
