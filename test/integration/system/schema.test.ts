/** The step of a deployment that creates indexes, against a real database. */
import { expect, test } from 'vitest';
import { collection, dropDatabase } from '#lib/platform/mongo.ts';
import { handler } from '../../../functions/system/schema.ts';
import { createResource } from '../../support/deploy/cloudformation.ts';

test('creates indexes in an empty database, notes the data’s version, and leaves those alone that are there', async () => {
  await dropDatabase();
  expect(await createResource(handler)).toMatchObject({ Status: 'SUCCESS' });
  const first = await collection('users').listIndexes().toArray();
  expect(first.map(({ name }) => name)).toEqual(expect.arrayContaining(['username_unique', 'directory']));
  expect(await collection('versions').countDocuments()).toBe(1);
  expect(await createResource(handler)).toMatchObject({ Status: 'SUCCESS' });
  expect(await collection('users').listIndexes().toArray()).toEqual(first);
});

test('says which index the database does not take', async () => {
  await dropDatabase();
  await collection('users').createIndex({ other: 1 }, { name: 'username_unique' });
  expect(await createResource(handler)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^The database cannot be migrated: .*username_unique/),
  });
  await dropDatabase();
});
