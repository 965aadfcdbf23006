import { expect, test } from 'vitest';
import { findCredentials, replacePasswordHash } from '#lib/accounts/store/users.ts';
import { createPerson } from '../../support/people/people.ts';

test('a renewed hash does not overwrite a password that was changed meanwhile', async () => {
  const { username } = await createPerson('alice');
  const before = (await findCredentials(username))?.password ?? '';
  await replacePasswordHash(username, before, 'changed meanwhile');
  await replacePasswordHash(username, before, 'renewed late');
  expect((await findCredentials(username))?.password).toBe('changed meanwhile');
});
