/** Mentions in groups: what is one, whom it counts for, and that it costs no write per member. */
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { EVERYBODY } from '#lib/messages/mention.ts';
import { MENTIONED_MAX } from '#lib/messages/mentions.ts';
import { toObjectId } from '#lib/messages/store/messages.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteMeHandler } from '../../../functions/me/delete.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup, listIn, rowOf, sendTo } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { block, edit, erase, read, send, unblock } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let group: string;
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  group = await insertGroup(
    [alice, bob, carol].map(({ username }, n) => ({ username, role: n === 0 ? 'owner' : 'member' })),
  );
});

interface MentionResource {
  Username: string | null;
  Start: number;
  End: number;
}

/** What of the text each mention covers, and whom it names. */
const mentionsOf = ({ Message, Mentions }: { Message: string; Mentions: MentionResource[] }) =>
  Mentions.map(({ Username, Start, End }) => [Message.slice(Start, End), Username]);
const say = async (by: Person, text: string, more: object = {}) => (await sendTo(by, group, text, more)).body;
const marksOf = async (reader: Person) => {
  const { Unread, Mentions, MentionSeq } = await rowOf(reader, group);
  return { Unread, Mentions, MentionSeq };
};

describe('a mention', () => {
  test('is of a member, in any spelling, and shows in answers, pages and frames', async () => {
    const socket = await openSocket(bob);
    const text = `😀 @${bob.username.toUpperCase()}, @${carol.username}. and @all`;
    const message = await say(alice, text);
    const expected = [
      [`@${bob.username.toUpperCase()}`, bob.username],
      [`@${carol.username}`, carol.username],
      ['@all', null],
    ];
    expect(mentionsOf(message)).toEqual(expected);
    expect(mentionsOf((await listIn(carol, group)).body.at(-1))).toEqual(expected);
    const { data } = gateway.frames(socket).at(-1) ?? {};
    expect(mentionsOf(data as unknown as Parameters<typeof mentionsOf>[0])).toEqual(expected);
  });

  test('is nothing of a person outside, in an address, or in a direct conversation', async () => {
    const stranger = await createPerson('stranger');
    const text = `@${stranger.username} @nobody mail@${bob.username} @@${bob.username} x@all @${bob.username}x`;
    expect((await say(alice, text)).Mentions).toEqual([]);
    expect((await send(alice, bob, `@${bob.username} @all`)).body.Mentions).toEqual([]);
    const inGroup = { conversation: group, mentions: { $exists: true } };
    expect(await collection('messages').countDocuments(inGroup)).toBe(0);
  });

  test('is found again when the text is edited, and gone with it', async () => {
    const { Id } = await say(alice, `@${bob.username}`);
    expect(mentionsOf((await edit(alice, Id, `no, @${carol.username}`)).body)).toEqual([
      [`@${carol.username}`, carol.username],
    ]);
    expect((await marksOf(bob)).Mentions).toBe(0);
    expect((await marksOf(carol)).Mentions).toBe(1);
    expect((await edit(alice, Id, 'nobody')).body.Mentions).toEqual([]);
    await edit(alice, Id, `@${bob.username}`);
    await erase(alice, Id);
    expect((await listIn(bob, group)).body.at(-1).Mentions).toEqual([]);
    expect((await marksOf(bob)).Mentions).toBe(0);
    expect(await collection('messages').findOne({ _id: toObjectId(Id) })).not.toHaveProperty('mentions');
  });

  test('is in the first answer again when a send is repeated after an edit', async () => {
    const more = { ClientId: randomUUID() };
    const first = await say(alice, `@${bob.username}`, more);
    await edit(alice, first.Id, 'nobody');
    expect(await say(alice, `@${bob.username}`, more)).toEqual(first);
  });

  test('loses the name of a deleted account', async () => {
    const { Id } = await say(alice, `@${bob.username} and @${carol.username}`);
    const body = { password: PASSWORD };
    await call(deleteMeHandler, { method: 'DELETE', path: '/me', token: bob.token, body });
    await sweep();
    expect(
      mentionsOf((await listIn(carol, group)).body.find((each: { Id: string }) => each.Id === Id)),
    ).toEqual([[`@${carol.username}`, carol.username]]);
  });
});

describe('in large groups', () => {
  const members = Array.from({ length: 60 }, (_, n) => ({
    username: `member-${n}`,
    role: 'member' as const,
  }));

  test('only owners and admins mention everybody', async () => {
    const [owner, admin, member] = [alice, bob, carol].map(({ username }) => username) as [
      string,
      string,
      string,
    ];
    group = await insertGroup([
      { username: owner, role: 'owner' },
      { username: admin, role: 'admin' },
      { username: member, role: 'member' },
      ...members,
    ]);
    expect((await say(alice, '@all')).Mentions).toHaveLength(1);
    expect((await say(bob, '@All!')).Mentions).toEqual([{ Username: null, Start: 0, End: 4 }]);
    expect((await say(carol, '@all')).Mentions).toEqual([]);
  });

  test('a message mentions 50 people, and each as often as there is room', async () => {
    group = await insertGroup([{ username: alice.username, role: 'owner' }, ...members]);
    const { Mentions } = await say(alice, members.map(({ username }) => `@${username}`).join(' '));
    expect(Mentions).toHaveLength(MENTIONED_MAX);
    expect((await say(alice, '@member-1 '.repeat(300))).Mentions).toHaveLength(100);
  });
});

describe('the inbox', () => {
  test('counts unread mentions, and where the first is', async () => {
    await say(alice, 'hello');
    const { Seq } = await say(alice, `@${bob.username}`);
    const last = await say(carol, 'hi @all');
    expect(await marksOf(bob)).toEqual({ Unread: 3, Mentions: 2, MentionSeq: Seq });
    expect(await marksOf(carol)).toEqual({ Unread: 2, Mentions: 0, MentionSeq: null });
    expect(await marksOf(alice)).toEqual({ Unread: 1, Mentions: 1, MentionSeq: last.Seq });
    await read(bob, { ...bob, username: group }, Seq);
    expect(await marksOf(bob)).toEqual({ Unread: 1, Mentions: 1, MentionSeq: last.Seq });
    await read(bob, { ...bob, username: group }, last.Seq);
    expect(await marksOf(bob)).toEqual({ Unread: 0, Mentions: 0, MentionSeq: null });
  });

  test('does not count those of people whom the reader blocks', async () => {
    await say(alice, `@${bob.username}`);
    const { Seq } = await say(carol, `@${bob.username}`);
    await block(bob, alice.username);
    expect(await marksOf(bob)).toEqual({ Unread: 2, Mentions: 1, MentionSeq: Seq });
    await unblock(bob, alice.username);
    expect((await marksOf(bob)).Mentions).toBe(2);
  });
});

describe('in the index of mentions', () => {
  const messages = async <Answer>(command: (name: string) => object): Promise<Answer> => {
    const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
    const answer = await client.db(process.env.MONGODB_DATABASE).command(command('messages'));
    await client.close();
    return answer as Answer;
  };
  const keys = async (): Promise<number> => {
    const answer = await messages<{ keysPerIndex: Record<string, number> }>((validate) => ({ validate }));
    return answer.keysPerIndex.mentions ?? 0;
  };

  test('a message has a key for each person it mentions, one for all members, and none otherwise', async () => {
    const counts: number[] = [];
    for (const text of ['hello', `@${bob.username} @${carol.username}`, '@all']) {
      const before = await keys();
      await say(alice, text);
      counts.push((await keys()) - before);
    }
    expect(counts).toEqual([0, 2, 1]);
  });

  test('those of one reader are found without looking at other messages', async () => {
    await say(alice, `@${bob.username}`);
    for (let n = 0; n < 20; n++) await say(alice, `@${carol.username}`);
    await say(alice, '@all');
    const filter = {
      conversation: group,
      'mentions.username': { $in: [bob.username, EVERYBODY] },
      seq: { $gt: 0 },
      from: { $ne: bob.username },
    };
    const plan = await messages<{ executionStats: object }>((find) => ({
      explain: { find, filter, sort: { seq: 1 } },
      verbosity: 'executionStats',
    }));
    expect(JSON.stringify(plan)).toContain('"indexName":"mentions"');
    expect(plan.executionStats).toMatchObject({ nReturned: 2, totalDocsExamined: 2 });
  });
});
