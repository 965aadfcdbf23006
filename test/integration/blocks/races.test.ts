/**
 * A block and a first message at the same time: both would insert the document of the two, and one is refused with E11000. The
 * embedded server does one after the other, so its fail point refuses here.
 */
import { Collection, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, blocksOf, inbox, send, texts } from '../../support/people/two-people.ts';

/** The server is every test file's: this one's commands are known by the name. Before anything of lib is loaded. */
const appName = vi.hoisted(() => {
  const name = 'block-races';
  const uri = new URL(process.env.MONGODB_URI ?? '');
  uri.searchParams.set('appName', name);
  process.env.MONGODB_URI = uri.href;
  return name;
});

const admin = new MongoClient(process.env.MONGODB_URI ?? '', { appName: 'block-races-admin' });
const refuseNext = (failCommands: string[]) =>
  admin.db('admin').command({
    configureFailPoint: 'failCommand',
    mode: { times: 1 },
    data: { failCommands, errorCode: 11_000, appName },
  });

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await admin.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
});
afterAll(() => admin.close());

test('a block that loses to the first message is stored all the same', async () => {
  await send(bob, alice, 'first');
  await refuseNext(['update', 'findAndModify']);
  const { status, body } = await block(alice, bob.username);
  expect(status).toBe(200);
  expect((await blocksOf(alice)).body).toEqual([body]);
  await send(bob, alice, 'kept back');
  expect(await texts(alice, bob)).toEqual(['first']);
});

test('so is one that loses to the other’s block', async () => {
  await block(bob, alice.username);
  await refuseNext(['update', 'findAndModify']);
  const { body } = await block(alice, bob.username);
  expect((await blocksOf(alice)).body).toEqual([body]);
  expect((await blocksOf(bob)).body).toHaveLength(1);
});

test('a first message that loses to a block is taken as any other, and shows nothing of it', async () => {
  const { findOneAndUpdate } = Collection.prototype;
  vi.spyOn(Collection.prototype, 'findOneAndUpdate')
    // There is no conversation yet.
    .mockImplementationOnce(findOneAndUpdate)
    .mockImplementationOnce(async function (this: Collection, ...call: Parameters<typeof findOneAndUpdate>) {
      await block(alice, bob.username);
      await refuseNext(['findAndModify']);
      return findOneAndUpdate.apply(this, call);
    } as typeof findOneAndUpdate);
  expect((await send(bob, alice, 'hello')).status).toBe(201);
  expect(await texts(bob, alice)).toEqual(['hello']);
  expect((await inbox(alice)).body).toEqual([]);
});
