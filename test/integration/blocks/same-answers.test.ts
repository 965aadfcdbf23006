/** Blocked users get the same responses as others: sends each request as both, and compares every header. */
import { describe, expect, test } from 'vitest';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { handler as showHandler } from '../../../functions/users/show.ts';
import { type ApiAnswer, call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  block,
  blocksOf,
  edit,
  erase,
  inbox,
  list,
  read,
  send,
  unblock,
} from '../../support/people/two-people.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

/** Of each request its own, or counted. */
const VARYING = new Set(['x-request-id', 'date', 'ratelimit', 'x-sync-token', 'etag']);

const withoutIds = (text: string, names: string[]): string =>
  names
    .reduce((left, name, index) => left.replaceAll(name, `person ${index}`), text)
    .replaceAll(/"(?:[0-9a-f]{24}|~[\w-]{22})"/g, '"an id"')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/[0-9a-f-]{36}/g, 'a uuid');

type Turn = (asker: Person, other: Person) => Promise<ApiAnswer[]>;

const once =
  (ask: (asker: Person, other: Person) => Promise<ApiAnswer>): Turn =>
  async (asker, other) => [await ask(asker, other)];

const since = async (ask: () => Promise<ApiAnswer>) => ({
  since: (await ask()).headers['x-sync-token'] ?? '',
});

const turns: Record<string, Turn> = {
  sending: once((asker, other) => send(asker, other, 'hello')),
  'sending again by ClientId': async (asker, other) => [
    await send(asker, other, 'once', { ClientId: 'c-1' }),
    await send(asker, other, 'once', { ClientId: 'c-1' }),
    await send(asker, other, 'another text', { ClientId: 'c-1' }),
  ],
  'sending an invalid message': once((asker, other) => send(asker, other, '')),
  'editing and deleting': async (asker, other) => {
    const { Id } = (await send(asker, other, 'hello')).body;
    return [await edit(asker, Id, 'changed'), await erase(asker, Id), await edit(asker, Id, 'too late')];
  },
  reading: async (asker, other) => {
    await send(asker, other, 'hello');
    const newest = await list(asker, other);
    return [newest, await list(asker, other, await since(async () => newest))];
  },
  'the inbox': async (asker, other) => {
    await send(asker, other, 'hello');
    const whole = await inbox(asker);
    return [whole, await inbox(asker, await since(async () => whole))];
  },
  'marking as read': async (asker, other) => {
    const { Seq } = (await send(asker, other, 'hello')).body;
    return [await read(asker, other, Seq), await read(asker, other, Seq + 5), await read(asker, other, 0)];
  },
  'looking at the profile': once((asker, other) =>
    call(showHandler, { path: '/x', params: { username: other.username }, token: asker.token }),
  ),
  'blocking back': async (asker, other) => [
    await block(asker, other.username),
    await blocksOf(asker),
    await unblock(asker, other.username),
  ],
};

/** Everything is compared but Seq and Version, whose gaps mean nothing (docs/protocol.md). */
const comparable = (answers: ApiAnswer[], people: Person[]) =>
  answers.map(({ status, headers, body, cookies }) => {
    const names = people.map(({ username }) => username);
    const shown = Object.entries(headers).map(([name, value]) => [name, VARYING.has(name) ? '' : value]);
    return withoutIds(JSON.stringify([status, shown, cookies, body]), names).replaceAll(
      /"(Seq|Version|PeerReadSeq|ReadSeq)":\d+/g,
      '"$1":0',
    );
  });

describe.each([true, false])('a blocked user (with an earlier conversation: %s)', (hadSome) => {
  test.each(Object.entries(turns))('%s is answered as to anybody', async (_, turn) => {
    const seen = await Promise.all(
      [true, false].map(async (isBlocked) => {
        const [asker, other] = [await createPerson('asker'), await createPerson('other')];
        if (hadSome) await send(other, asker, 'before');
        if (isBlocked) await block(other, asker.username);
        return comparable(await turn(asker, other), [asker, other]);
      }),
    );
    expect(seen[0]).toEqual(seen[1]);
  });

  test('typing is answered as to anybody', async () => {
    const answers = await Promise.all(
      [true, false].map(async (isBlocked) => {
        const [asker, other] = [await createPerson('asker'), await createPerson('other')];
        if (hadSome) await send(other, asker, 'before');
        if (isBlocked) await block(other, asker.username);
        const frame = await sendFrame(typingHandler, await openSocket(asker), {
          type: 'typing',
          User: other.username,
        });
        return frame?.data.code;
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });
});
