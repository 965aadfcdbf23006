/** Accounts that version 0.1 deleted, wholly or in part, end as those that are deleted today. */
import { expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { prepareDatabase } from '#lib/migrations/prepare-database.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as registerHandler } from '../../../functions/auth/register.ts';
import { call } from '../../support/http/gateway.ts';
import { registration } from '../../support/people/registration.ts';
import { sweep } from '../../support/server/deletions.ts';
import { rawSearch } from '../../support/server/raw-search.ts';

const deletedAt = new Date('2026-11-20T10:00:00Z');
const SUFFIX = crypto.randomUUID().slice(0, 8);
const [GONE, HALF] = [`Gone-${SUFFIX}`, `Half-${SUFFIX}`];

/** As that version wrote it. */
async function insertConversation(username: string, peer: string, erased: boolean): Promise<void> {
  const _id = directConversationId(username, peer);
  const state = erased ? { deleted: true, erased: true } : { deleted: true };
  const members = [
    { username, readSeq: 0, ...state },
    { username: peer, readSeq: 1 },
  ];
  const times = { createdAt: deletedAt, activityAt: deletedAt, changedAt: deletedAt };
  await collection<{ _id: string }>('conversations').insertOne({
    _id,
    kind: 'direct',
    members,
    version: 2,
    ...times,
  } as never);
  const from = erased ? 'deleted account' : username;
  const message = {
    conversation: _id,
    from,
    to: peer,
    text: erased ? '' : 'a text of before',
    seq: 1,
    version: 1,
  };
  await collection('messages').insertOne({ ...message, sentAt: deletedAt, editedAt: null, deletedAt: null });
}

test('the sweep erases their remaining data, and their names stay reserved', async () => {
  await collection('users').insertMany([
    { usernameKey: GONE.toLowerCase(), deletedAt },
    {
      username: HALF,
      usernameKey: HALF.toLowerCase(),
      deletedAt,
      password: 'a hash',
      firstName: 'Her',
      lastName: 'Name',
      email: `${HALF}@example.org`,
      createdAt: deletedAt,
    },
  ]);
  await insertConversation(GONE, `bob-${SUFFIX}`, true);
  await insertConversation(HALF, `carol-${SUFFIX}`, false);
  await collection('versions').updateOne({}, { $set: { version: 2 } });
  await prepareDatabase();
  expect(await collection('users').countDocuments({ password: { $exists: true } })).toBe(0);
  await sweep();
  expect(await rawSearch([GONE, HALF, 'a text of before', 'a hash'])).toEqual([]);
  for (const name of [GONE, HALF]) {
    const answer = await call(registerHandler, {
      method: 'POST',
      path: '/Register',
      body: registration(name),
    });
    expect(answer.status, name).toBe(409);
  }
});
