/** What replies quote, from the messages that are here and else from the server. */
import { expect, test } from 'vitest';
import {
  EMPTY,
  shownMessages,
  type Timeline,
  withMessage,
  withOutcome,
  withPage,
  withUpdate,
} from '../../../../clients/sdk/src/store/timeline.ts';
import { message } from '../../../support/clients/message.ts';

const quote = { From: 'bob', Message: 'text 1', Deleted: false };
const target = message(1);
const reply = message(3, { ReplyTo: target.Id, Quoted: quote });
const whole = withPage(EMPTY, [target, message(2), reply], undefined);
const quoted = (timeline: Timeline) => shownMessages(timeline).at(-1)?.Quoted;

test('a quote shows the edits and the deletion of a message that is here', () => {
  expect(quoted(whole)).toEqual(quote);
  const edited = withMessage(whole, { ...target, Message: 'better', Version: 4 });
  expect(quoted(edited)).toEqual({ ...quote, Message: 'better' });
  const deleted = withMessage(edited, { ...target, Message: '', DeletedAt: 'then', Version: 5 });
  expect(quoted(deleted)).toEqual({ From: 'bob', Message: '', Deleted: true });
});

test('the deletion of a message whose page is not loaded empties its quotes', () => {
  const newest = withPage(EMPTY, [message(2), reply], '/older');
  expect(quoted(newest)).toEqual(quote);
  const deleted = withMessage(newest, { ...target, Message: '', DeletedAt: 'then', Version: 5 });
  expect(quoted(deleted)).toEqual({ From: 'bob', Message: '', Deleted: true });
  // The page was read before.
  expect(quoted(withPage(deleted, [target], undefined))).toMatchObject({ Deleted: true });
});

test('a quote shows a change that is under way, and what was before when the server refuses it', () => {
  const update = { id: target.Id, version: 1, change: () => ({ ...target, Message: 'soon' }) };
  const changing = withUpdate(whole, update);
  expect(quoted(changing)).toMatchObject({ Message: 'soon' });
  expect(quoted(withOutcome(changing, update, false))).toEqual(quote);
});

test('a copy without a quote does not hide that of another copy', () => {
  const bare = { ...reply, Quoted: null };
  const page = [message(2), bare];
  const without = withPage(EMPTY, page, '/older');
  expect(quoted(without)).toBeNull();
  const read = withMessage(without, reply);
  expect(quoted(read)).toEqual(quote);
  expect(withMessage(read, bare)).toBe(read);
});

test('quotes cut no character, and as the server does', () => {
  const long = withMessage(whole, { ...target, Message: '😀'.repeat(300), Version: 4 });
  expect(quoted(long)?.Message).toBe('😀'.repeat(200));
});

test('what does not change is the same object', () => {
  expect(shownMessages(whole)).toBe(whole.messages);
  const edited = withMessage(whole, { ...target, Message: 'better', Version: 4 });
  const more = withMessage(edited, message(4, { Version: 6 }));
  expect(shownMessages(edited)).toBe(shownMessages(edited));
  expect(shownMessages(more)[2]).toBe(shownMessages(edited)[2]);
});
