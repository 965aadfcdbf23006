/** Migration 6: messages of before are found by their words, also when the migration was cut off. */
import { beforeEach, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/migrations/prepare-database.ts';
import { collection } from '#lib/platform/mongo.ts';

interface Stored {
  conversation: string;
  from: string;
  text: string;
  seq: number;
  deletedAt: Date | null;
  system?: object;
  frozen?: { text: string; terms?: string[] };
  terms?: string[];
}

const messages = collection<Stored>('messages');
/** More than two batches. */
const MANY = 1_100;

const messageOf = (seq: number, more: Partial<Stored> = {}): Stored => ({
  conversation: 'c',
  from: 'Bob',
  text: `Søren ${seq}`,
  seq,
  deletedAt: null,
  ...more,
});

beforeEach(async () => {
  await messages.deleteMany({});
  await messages.insertMany([
    ...Array.from({ length: MANY }, (_, seq) => messageOf(seq)),
    messageOf(MANY, { text: '', deletedAt: new Date() }),
    messageOf(MANY + 1, { text: '', system: { type: 'joined' } }),
    messageOf(MANY + 2, { text: 'new', frozen: { text: 'old' } }),
  ]);
  await collection('versions').updateOne({}, { $set: { version: 5 } });
});

const withTerm = (term: string) => messages.countDocuments({ terms: term });
const termsOf = async (seq: number) => (await messages.findOne({ seq }))?.terms;

test('all get their terms; deleted and system messages get none', async () => {
  await prepareDatabase();
  expect([await withTerm('soren'), await withTerm('from:bob')]).toEqual([MANY, MANY + 1]);
  expect(await termsOf(7)).toEqual(['', 'from:bob', 'soren', '7']);
  expect([await termsOf(MANY), await termsOf(MANY + 1)]).toEqual([undefined, undefined]);
});

test('a message that its author edited during a block is found by both states', async () => {
  await prepareDatabase();
  const edited = await messages.findOne({ seq: MANY + 2 });
  expect(edited?.terms).toEqual(['', 'from:bob', 'new', 'old']);
  expect(edited?.frozen).toEqual({ text: 'old', terms: ['', 'from:bob', 'old'] });
});

test('a second run goes on where the first was cut off, and leaves what is there', async () => {
  await prepareDatabase();
  await messages.updateMany({ seq: { $gt: 500 } }, { $unset: { terms: '' } });
  await messages.updateOne({ seq: 1 }, { $set: { terms: ['kept'] } });
  await collection('versions').updateOne({}, { $set: { version: 5 } });
  await prepareDatabase();
  expect([await withTerm('soren'), await withTerm('kept')]).toEqual([MANY - 1, 1]);
});
