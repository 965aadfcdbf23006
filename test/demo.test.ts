/** The demo's data, before it is written anywhere: as valid as if people had typed it, and the same for the same seed. */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { changedAt, firstVersionOf } from '#lib/messages/message.ts';
import type { FunctionName } from '#lib/routes.ts';
import { endpoints } from '../generate/declarations.ts';
import { createHistory, type History, type HistoryPlan } from '../local/demo/history.ts';
import { DEMO_EMAIL_DOMAIN, DEMO_PASSWORD, PEOPLE } from '../local/demo/people.ts';
import { planConversations } from '../local/demo/plan.ts';

const inputOf = (name: FunctionName) => endpoints[name].spec.input;

const NOW = Date.parse('2026-11-22T09:30:00Z');
const usernames = PEOPLE.map(({ username }) => username);
const plan: HistoryPlan = {
  members: ['alice', 'bob'],
  messages: 2_000,
  days: 100,
  quietHours: 2,
  subject: 'friends',
  unread: 3,
};
const texts = ({ messages }: History) => messages.map(({ message }) => message.text);

test('thirty people whom the API would have registered as they are', () => {
  expect(PEOPLE).toHaveLength(30);
  expect(new Set(usernames).size).toBe(30);
  for (const { username, firstName, lastName, displayName, bio, avatar } of PEOPLE) {
    const form = { first_name: firstName, last_name: lastName, username, password: DEMO_PASSWORD };
    const registered = { ...form, email: `${username}@${DEMO_EMAIL_DOMAIN}` };
    expect(v.parse(inputOf('auth/register'), registered)).toEqual(registered);
    const profile = { display_name: displayName, bio, avatar };
    expect(v.parse(inputOf('me/update'), profile)).toEqual(profile);
  }
});

describe('a conversation', () => {
  const { conversation, memberships, messages } = createHistory(plan, '1', NOW);
  const sent = messages.map(({ message }) => message);

  test('has as many messages as planned, each of which could have been sent', () => {
    expect(sent).toHaveLength(2_000);
    for (const { to, text, clientId, deletedAt } of sent) {
      if (deletedAt) expect(text).toBe('');
      else v.parse(inputOf('messages/send'), { User: to, Message: text, ClientId: clientId });
    }
  });

  test('took one version for each change, and none twice', () => {
    const seqs = sent.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    const changed = sent.filter(({ firstVersion, version }) => version !== firstVersion);
    const taken = [...sent.map(firstVersionOf), ...changed.map(({ version }) => version)];
    expect(new Set(taken).size).toBe(taken.length);
    expect(Math.max(...taken)).toBeLessThanOrEqual(conversation.version);
  });

  test('is in the order of time, ends hours ago, and knows when it last changed', () => {
    const times = sent.map(({ sentAt }) => sentAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(NOW - 2 * 3_600_000);
    expect(conversation.activityAt.getTime()).toBe(times.at(-1));
    const changes = sent.map((message) => changedAt(message).getTime());
    expect(conversation.changedAt.getTime()).toBeGreaterThanOrEqual(Math.max(...changes));
    expect(conversation.changedAt.getTime()).toBeLessThan(NOW - 10_000);
  });

  test('sleeps at night', () => {
    const hours = sent.map(({ sentAt }) => sentAt.getHours());
    const share = (from: number, to: number) =>
      hours.filter((hour) => hour >= from && hour < to).length / hours.length;
    expect(share(2, 5)).toBeLessThan(0.03);
    expect(share(18, 22)).toBeGreaterThan(0.2);
  });

  test('has edits, deletions, both sides, and the last ones unread', () => {
    expect(sent.filter(({ editedAt }) => editedAt).length).toBeGreaterThan(10);
    expect(sent.filter(({ deletedAt }) => deletedAt).length).toBeGreaterThan(5);
    expect(new Set(sent.map(({ from, to }) => `${from} to ${to}`))).toEqual(
      new Set(['alice to bob', 'bob to alice']),
    );
    const [alice] = memberships;
    const unread = sent.filter(({ seq }) => seq > (alice?.readSeq ?? 0));
    expect(unread.map(({ from }) => from)).toEqual(['bob', 'bob', 'bob']);
  });
});

test('a seed determines all texts; only times depend on the day', () => {
  expect(createHistory(plan, '1', NOW)).toEqual(createHistory(plan, '1', NOW));
  expect(texts(createHistory(plan, '2', NOW))).not.toEqual(texts(createHistory(plan, '1', NOW)));
  const lines = ({ messages }: History) =>
    messages.filter(({ message }) => !message.deletedAt).map(({ message }) => message.text);
  const [now, later] = [NOW, NOW + 5 * 86_400_000].map((at) => createHistory(plan, '1', at));
  const shared = lines(later as History).filter((line, index) => line === lines(now as History)[index]);
  expect(lines(now as History).length).toBe(lines(later as History).length);
  expect(shared.length).toBe(lines(now as History).length);
});

test('sixty conversations of different pairs, one of them of 20,000 messages', () => {
  const plans = planConversations(usernames, '1', false);
  expect(plans).toHaveLength(60);
  expect(new Set(plans.map(({ members }) => [...members].sort().join())).size).toBe(60);
  const sizes = plans.map(({ messages }) => messages);
  expect(Math.max(...sizes)).toBe(20_000);
  expect(sizes.filter((size) => size >= 100 && size <= 2_000).length).toBeGreaterThan(15);
  const small = planConversations(usernames, '1', true);
  expect(small.map(({ members }) => members)).toEqual(plans.map(({ members }) => members));
  for (const each of small) expect(createHistory(each, '1', NOW).messages).toHaveLength(each.messages);
});

test('many scripts are spoken, in both directions of writing', () => {
  const all = planConversations(usernames, '1', true)
    .flatMap((each) => texts(createHistory({ ...each, messages: 100 }, '1', NOW)))
    .join('\n');
  for (const script of ['Arabic', 'Hebrew', 'Hiragana', 'Han', 'Cyrillic', 'Greek', 'Latin']) {
    expect(all).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
  }
  expect(all).toMatch(/https:\/\//);
  expect(all).toMatch(/\p{RGI_Emoji}/v);
  expect(all).not.toMatch(/[{}]/);
});
