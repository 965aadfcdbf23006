/**
 * A stranger uses up their limits, writes to many people, and watches people who do not know them: nothing is written for what is
 * refused, and nothing is shown to strangers.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { endSessions } from '#lib/sessions/sessions.ts';
import { handler as typingHandler } from '../../functions/realtime/typing.ts';
import { handler as peopleHandler } from '../../functions/users/people.ts';
import { call } from '../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../support/people/people.ts';
import {
  acquaint,
  answer,
  block,
  changeMe,
  inbox,
  read,
  row,
  send,
  show,
  texts,
  typesAt,
} from '../support/people/two-people.ts';
import { closeSocket, openSocket, sendFrame, vanish } from '../support/sockets/sockets.ts';

vi.hoisted(() => {
  process.env.RATE_LIMITS = 'sends=10/1m,contacts=5/1d';
});

let time: number;
beforeEach(() => {
  time = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
  setClock(() => time);
});
afterEach(() => setClock());

const stored = (one: Person, other: Person) =>
  collection('conversations').findOne(
    { _id: directConversationId(one.username, other.username) as never },
    { projection: { lastMessages: 0 } },
  );

const codes = (answers: { status: number; body: { code?: string } }[]) =>
  answers.map(({ status, body }) => body?.code ?? status);

describe('a refused send', () => {
  // Before: each of them took a version and moved the conversation to the top of the other's inbox.
  test('beyond the limit leaves no trace', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    await acquaint(alice, bob);
    for (let index = 1; index < 10; index++) await send(alice, bob, `message ${index}`);
    const before = [await stored(alice, bob), (await inbox(bob)).body];
    time += 1_000;
    const refused = [];
    for (let index = 0; index < 20; index++) refused.push(await send(alice, bob, 'too many'));
    expect(new Set(codes(refused))).toEqual(new Set(['rate_limited']));
    expect([await stored(alice, bob), (await inbox(bob)).body]).toEqual(before);
    expect((await row(alice)).LastMessage.Message).toBe('message 9');
  });

  test('of an ended session leaves no trace', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    await acquaint(alice, bob);
    const other = await logInAgain(alice);
    const before = [await stored(alice, bob), (await inbox(bob)).body];
    await endSessions(alice.username, alice.session);
    time += 1_000;
    expect(codes([await send(other, bob, 'from an ended session')])).toEqual(['session_ended']);
    expect([await stored(alice, bob), (await inbox(bob)).body]).toEqual(before);
  });

  test('that uses a ClientId again for another text leaves no trace', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    await acquaint(alice, bob);
    await send(alice, bob, 'once', { ClientId: 'one' });
    const before = [await stored(alice, bob), (await inbox(bob)).body];
    time += 1_000;
    expect(codes([await send(alice, bob, 'another', { ClientId: 'one' })])).toEqual(['client_id_conflict']);
    expect([await stored(alice, bob), (await inbox(bob)).body]).toEqual(before);
  });

  test('gives its version to the next message, which everybody gets', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    await acquaint(alice, bob);
    for (let index = 1; index < 12; index++) await send(alice, bob, `message ${index}`);
    const { body } = await send(bob, alice, 'the next one');
    expect(body).toMatchObject({ Seq: 12, Version: 12 });
    expect(await texts(alice, bob)).toContain('the next one');
  });
});

describe('new contacts', () => {
  // Before: a person could begin as many conversations as they could send messages.
  test('are limited by day, and nothing is written for one more', async () => {
    const sender = await createPerson('sender');
    const people = await Promise.all(
      Array.from({ length: 7 }, (_, index) => createPerson(`person-${index}`)),
    );
    const answers = [];
    for (const person of people.slice(0, 6)) answers.push(await send(sender, person, 'hello'));
    expect(codes(answers)).toEqual([201, 201, 201, 201, 201, 'too_many_contacts']);
    expect(answers[5]?.headers['retry-after']).toBe('86400');
    expect(answers[5]?.headers['ratelimit-policy']).toBe('"contacts";q=5;w=86400');
    const [first, , , , , sixth] = people;
    if (!first || !sixth) throw new Error('There are seven people');
    expect(await stored(sender, sixth)).toBeNull();
    const conversation = directConversationId(sender.username, sixth.username);
    expect(await collection('memberships').countDocuments({ conversation })).toBe(0);
    // To people they know they write on, and the sixth may write to them.
    expect((await send(sender, first, 'again')).status).toBe(201);
    expect((await send(sixth, sender, 'hello')).status).toBe(201);
    expect((await send(sender, sixth, 'hello')).status).toBe(201);
    time += 86_400_000;
    const [later] = people.slice(6);
    expect(later && (await send(await logInAgain(sender), later, 'hello')).status).toBe(201);
  });

  test('do not count notes to oneself, unknown names, and repetitions', async () => {
    const [sender, ...people] = await Promise.all(
      Array.from({ length: 6 }, (_, index) => createPerson(`person-${index}`)),
    );
    if (!sender) throw new Error('There are six people');
    await send(sender, sender, 'a note');
    for (let index = 0; index < 3; index++)
      await send(sender, { ...sender, username: 'no-such-person' }, 'x');
    const answers = [];
    for (const person of people) answers.push(await send(sender, person, 'hello'));
    expect(codes(answers)).toEqual([201, 201, 201, 201, 201]);
  });

  test('of several at once exactly the limit are begun', async () => {
    const [sender, ...people] = await Promise.all(
      Array.from({ length: 9 }, (_, index) => createPerson(`person-${index}`)),
    );
    if (!sender) throw new Error('There are nine people');
    const answers = await Promise.all(people.map((person) => send(sender, person, 'hello')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect((await inbox(sender)).body).toHaveLength(5);
  });
});

describe('a stranger', () => {
  /** The presence of a person as another one sees it. */
  const presence = (reader: Person, of: Person) => show(reader, of);
  const NEVER_ONLINE = { online: false, last_seen: null };

  // Before: each of 300 requests in a row answered when the person was last online.
  test('sees nobody’s presence, however often they look, also after writing to them', async () => {
    const [stranger, alice] = [await createPerson('stranger'), await createPerson('alice')];
    await openSocket(alice);
    const seen = [];
    for (let index = 0; index < 20; index++) seen.push(await presence(stranger, alice));
    await send(stranger, alice, 'hello');
    seen.push(await presence(stranger, alice), await presence(alice, stranger));
    const { body } = await call(peopleHandler, {
      path: '/people',
      token: stranger.token,
      query: { usernames: alice.username },
    });
    expect([...seen, body[0].presence]).toEqual(Array.from({ length: 23 }, () => NEVER_ONLINE));
  });

  // Before: the receiver's devices showed it while the stranger typed, and told the stranger when they came and went.
  test('reaches nobody by typing, and gets no frame of their coming, reading and typing', async () => {
    const [stranger, alice] = [await createPerson('stranger'), await createPerson('alice')];
    const [watching, receiving] = [await openSocket(stranger), await openSocket(alice)];
    const { Seq } = (await send(stranger, alice, 'hello')).body;
    await sendFrame(typingHandler, watching, { type: 'typing', User: alice.username });
    await sendFrame(typingHandler, receiving, { type: 'typing', User: stranger.username });
    await read(alice, stranger, Seq);
    const received = typesAt(receiving);
    const second = await openSocket(alice);
    await closeSocket(receiving);
    await vanish(second);
    await send(stranger, alice, 'are you there?');
    expect(typesAt(watching)).toEqual(['message.created', 'message.created']);
    expect(received).toEqual(['message.created', 'conversation.read']);
    expect(await row(stranger)).toMatchObject({ PeerReadSeq: 0, Request: null });
    expect(await row(alice)).toMatchObject({ ReadSeq: Seq, Request: 'pending' });
  });

  test('learns of a read message neither by sync', async () => {
    const [stranger, alice] = [await createPerson('stranger'), await createPerson('alice')];
    const { Seq } = (await send(stranger, alice, 'hello')).body;
    time += 60_000;
    const since = (await inbox(stranger)).headers['x-sync-token'] ?? '';
    time += 60_000;
    await read(alice, stranger, Seq);
    await answer(alice, stranger, 'ignore');
    expect((await inbox(stranger, { since })).body).toEqual([]);
  });

  test('gets the same answers whether they are unanswered, ignored or blocked', async () => {
    const answers: unknown[] = [];
    for (const fate of ['unanswered', 'ignored', 'blocked', 'hidden from'] as const) {
      const [stranger, alice] = [await createPerson('stranger'), await createPerson('alice')];
      if (fate === 'hidden from') await changeMe(alice, { last_seen_to: 'nobody', read_marks_to: 'nobody' });
      const socket = await openSocket(stranger);
      await send(stranger, alice, 'hello');
      await openSocket(alice);
      if (fate === 'ignored') await answer(alice, stranger, 'ignore');
      if (fate === 'blocked') await block(alice, stranger.username);
      await read(alice, stranger, 1);
      const sent = await send(stranger, alice, 'again');
      const { Conversation: _, User, LastMessage, ActiveAt, ...rest } = await row(stranger);
      expect(await show(stranger, alice)).toEqual(NEVER_ONLINE);
      answers.push({
        status: sent.status,
        rest,

        types: typesAt(socket),
      });
    }
    expect(answers).toEqual(answers.map(() => answers[0]));
  });
});
