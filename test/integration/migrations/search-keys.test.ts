/** Migration 5: accounts of before are found by their names, also when the migration was cut off. */
import { beforeEach, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/migrations/prepare-database.ts';
import { collection } from '#lib/platform/mongo.ts';

interface User {
  username?: string;
  usernameKey: string;
  displayName?: string;
  listed?: true;
  deletedAt?: Date;
  searchKeys?: string[];
}

const users = collection<User>('users');
/** More than two batches. */
const MANY = 1_100;

const personOf = (number: number): User => ({
  username: `Person-${number}`,
  usernameKey: `person-${number}`,
  displayName: `Nº ${number} Søren`,
  listed: true,
});

beforeEach(async () => {
  await users.deleteMany({});
  await users.insertMany([
    ...Array.from({ length: MANY }, (_, number) => personOf(number)),
    { usernameKey: '~gone', deletedAt: new Date() },
  ]);
  await collection('versions').updateOne({}, { $set: { version: 4 } });
});

const foundBy = (key: string) => users.countDocuments({ searchKeys: key });

test('all of them get their keys; deleted accounts get none', async () => {
  await prepareDatabase();
  expect([await foundBy('soren'), await foundBy('person')]).toEqual([MANY, MANY]);
  expect((await users.findOne({ usernameKey: 'person-7' }))?.searchKeys).toEqual(
    expect.arrayContaining(['7', 'p', 'person', 'person7', 's', 'sor']),
  );
  expect(await users.findOne({ usernameKey: '~gone' })).not.toHaveProperty('searchKeys');
});

test('a second run goes on where the first was cut off, and leaves what is there', async () => {
  await prepareDatabase();
  await users.updateMany({ usernameKey: { $gt: 'person-5' } }, { $unset: { searchKeys: '' } });
  await users.updateOne({ usernameKey: 'person-1' }, { $set: { searchKeys: ['kept'] } });
  await collection('versions').updateOne({}, { $set: { version: 4 } });
  await prepareDatabase();
  expect([await foundBy('soren'), await foundBy('kept')]).toEqual([MANY - 1, 1]);
});
