/** The marks for notifications in the item of a person's sockets: how long the item lives, and what outlives what. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { dynamo, epochSeconds } from '#lib/platform/dynamo.ts';
import { forgetMarks, listMarks, notePushed, noteSubscribed, noteWithdrawn } from '#lib/realtime/notified.ts';
import { deleteConnection, extendConnection, insertConnection } from '#lib/realtime/store/connections.ts';
import { listConnections } from '#lib/realtime/store/reading.ts';

let count = 0;
let name: string;
beforeEach(() => {
  name = `marked-${++count}`;
});

const HOUR = 3_600;
const inSeconds = (seconds: number): Date => new Date((epochSeconds() + seconds) * 1000);
const socket = (id = 'one') => ({ id: `${name}-${id}`, username: name, session: 'any' });
const item = async () => {
  const { Item = {} } = await dynamo.send(
    new GetItemCommand({
      TableName: `${process.env.TABLE_PREFIX}-connections`,
      Key: { key: { S: `user#${name}` } },
    }),
  );
  return { until: Number(Item.pushUntil?.N), expires: Number(Item.expiresAt?.N) };
};
const pushed = async () => [...((await listMarks([name])).get(name)?.pushed ?? [])];

test('without a subscription the item lives as long as its sockets', async () => {
  const expires = inSeconds(600);
  await insertConnection(socket(), expires);
  expect(await item()).toEqual({ until: Number.NaN, expires: epochSeconds(expires) });
  // nothing is stored for a person without a subscription.
  await notePushed(name, '~conversation');
  await noteWithdrawn(name, '~conversation');
  expect((await listMarks([name])).size).toBe(0);
});

test('with one it outlives them, whatever opens, pings and closes', async () => {
  const until = inSeconds(100 * 24 * HOUR);
  await insertConnection(socket(), inSeconds(600));
  await noteSubscribed(name, until);
  const kept = { until: epochSeconds(until), expires: epochSeconds(until) };
  expect(await item()).toEqual(kept);
  await insertConnection(socket('two'), inSeconds(600));
  expect(await item()).toEqual(kept);
  await extendConnection(socket(), inSeconds(700));
  expect(await item()).toEqual(kept);
  await deleteConnection(socket());
  await deleteConnection(socket('two'));
  expect(await item()).toEqual(kept);
  expect((await listMarks([name])).get(name)).toEqual({
    person: name,
    until: kept.until,
    pushed: new Set(),
  });
});

test.each([
  ['a time in the past', -5],
  ['a time that a socket may outlive', 2 * HOUR],
])('a new socket removes %s, so that the item never expires under it', async (_, seconds) => {
  await noteSubscribed(name, inSeconds(seconds));
  const expires = inSeconds(600);
  await insertConnection(socket(), expires);
  expect(await item()).toEqual({ until: Number.NaN, expires: epochSeconds(expires) });
  expect(await listConnections([name])).toHaveLength(1);
});

test('marks that end without a subscription leave the sockets, and those of a new subscription stay', async () => {
  await noteSubscribed(name, inSeconds(100 * HOUR));
  await insertConnection(socket(), inSeconds(600));
  await notePushed(name, '~conversation');
  const seen = (await listMarks([name])).get(name);
  if (!seen) throw new Error('There are no marks');
  await noteSubscribed(name, inSeconds(101 * HOUR));
  await forgetMarks(name, seen);
  expect(await pushed()).toEqual(['~conversation']);
  const now = (await listMarks([name])).get(name);
  if (!now) throw new Error('There are no marks');
  await forgetMarks(name, now);
  expect((await listMarks([name])).size).toBe(0);
  expect(await listConnections([name])).toHaveLength(1);
  expect((await item()).expires).toBeLessThanOrEqual(epochSeconds() + 11 * 60);
});

test('a hundred conversations are noted at most, each once', async () => {
  await noteSubscribed(name, inSeconds(100 * HOUR));
  for (let index = 0; index < 102; index++) await notePushed(name, `~${index}`);
  await notePushed(name, '~0');
  expect(await pushed()).toHaveLength(100);
  await noteWithdrawn(name, '~0');
  expect(await pushed()).toHaveLength(99);
  await noteWithdrawn(name, '~0');
  expect(await pushed()).toHaveLength(99);
});
