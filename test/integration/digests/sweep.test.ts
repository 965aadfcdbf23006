/** functions/digests/sweep.ts: who gets a mail about unread messages, when, and how often. */
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendMessage } from '#lib/messages/messaging.ts';
import { suspend } from '#lib/moderation/moderation.ts';
import { now, setClock } from '#lib/platform/clock.ts';
import { dynamo } from '#lib/platform/dynamo.ts';
import { collection } from '#lib/platform/mongo.ts';
import { extendConnection, findConnection } from '#lib/realtime/store/connections.ts';
import { handler as muteHandler } from '../../../functions/conversations/mute.ts';
import { handler as updateConversation } from '../../../functions/conversations/update.ts';
import { handler } from '../../../functions/digests/sweep.ts';
import { handler as unsubscribeHandler } from '../../../functions/digests/unsubscribe.ts';
import { recordingAs } from '../../support/deploy/recorded-calls.ts';
import { buildContext, call } from '../../support/http/gateway.ts';
import { insertGroup, sendTo } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept, answer, block, changeMe, read, send } from '../../support/people/two-people.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

const server = await vi.hoisted(async () => {
  const { startMailServer } = await import('../../support/mail/mail-server.ts');
  const started = await startMailServer();
  process.env.MAIL_URL = started.url;
  process.env.API_URL = 'https://chat.example.org/';
  return started;
});

interface Stored {
  username: string;
  email: string;
  digestAt?: Date;
}
const users = collection<Stored>('users');
const stored = ({ username }: Person) => users.findOne({ username });

/** As if the code had come back. */
async function confirmed(person: Person): Promise<Person> {
  const { email } = (await stored(person)) ?? {};
  await users.updateOne({ username: person.username }, { $set: { confirmedEmail: email } });
  return person;
}

const MINUTE = 60_000;
const sweep = () => recordingAs(handler, () => handler({}, buildContext()));
/** The runs of the schedule in so many minutes from now. */
async function pass(minutes: number): Promise<void> {
  const start = Date.now();
  for (let minute = 0; minute <= minutes; minute += 15) {
    setClock(() => start + minute * MINUTE);
    await sweep();
  }
  setClock(() => start + minutes * MINUTE);
}

/** Contacts who have read everything. */
async function befriend(one: Person, other: Person): Promise<void> {
  await send(other, one, 'hello');
  await accept(one, other);
  await read(one, other, 1);
}

let alice: Person;
let bob: Person;
/** Digests of an hour. */
beforeEach(async () => {
  server.behave({});
  server.received.length = 0;
  [alice, bob] = [await confirmed(await createPerson('alice')), await createPerson('bob')];
  await befriend(alice, bob);
  await users.updateMany({}, { $unset: { digestAt: '' } });
  expect((await changeMe(alice, { digest: '1h' })).status).toBe(200);
});
afterEach(() => {
  setClock();
  vi.restoreAllMocks();
});
afterAll(server.stop);

const mails = () => server.received.length;
const setIn = (person: Person, of: string, body: object) =>
  call(updateConversation, {
    method: 'PATCH',
    path: '/x',
    params: { conversation: of },
    token: person.token,
    body,
  });

test('a person who is away for the chosen time gets counts and names, and no texts', async () => {
  await changeMe(bob, { display_name: 'Bob <b>& Co' });
  await send(bob, alice, 'a secret text');
  await send(bob, alice, 'another');
  const group = await insertGroup(
    [
      { username: bob.username, role: 'owner' },
      { username: alice.username, role: 'member' },
    ],
    { name: 'Sailors' },
  );
  await sendTo(bob, group, 'in the group');
  await pass(45);
  expect(mails()).toBe(0);
  await pass(75);
  expect(server.received).toMatchObject([
    {
      to: [`${alice.username}@example.org`],
      headers: {
        subject: '3 unread messages on CoreChat',
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
        'list-unsubscribe': expect.stringMatching(/^<https:\/\/chat\.example\.org\/unsubscribe\/[\w.-]+>$/),
      },
    },
  ]);
  const [{ text = '', html = '', source = '' } = {}] = server.received;
  expect(text).toContain(`- Bob <b>& Co (@${bob.username}): 2 messages\n`);
  expect(text).toContain('- Sailors: 1 message\n');
  expect(text).toContain('https://chat.example.org/#/settings/notifications');
  expect(html).toContain('<bdi>Bob &lt;b&gt;&amp; Co');
  expect(source + text + html).not.toMatch(/secret|another|in the group/);
});

test('a message waits for the whole time, however long the person has been away', async () => {
  const start = Date.now();
  const at = (minute: number) => setClock(() => start + minute * MINUTE);
  at(50);
  await sendMessage(bob.username, { to: alice.username, text: 'hi' });
  at(65);
  await sweep();
  expect(mails()).toBe(0);
  at(112);
  await sweep();
  expect(mails()).toBe(1);
});

describe('no mail:', () => {
  const group = (more: { username: string; role: 'member' }[] = []) =>
    insertGroup([
      { username: bob.username, role: 'owner' },
      { username: alice.username, role: 'member' },
      ...more,
    ]);
  test.each<[string, () => Promise<unknown>]>([
    ['nothing was written', async () => undefined],
    [
      'it was read',
      async () => {
        await send(bob, alice, 'hi');
        await read(alice, bob, 2);
      },
    ],
    ['only the person wrote', () => send(alice, bob, 'hi')],
    [
      'digests are off',
      async () => {
        await changeMe(alice, { digest: 'off' });
        await send(bob, alice, 'hi');
      },
    ],
    [
      'the person has a socket',
      async () => {
        const connection = await findConnection(await openSocket(alice));
        // Its pings keep it alive.
        if (connection) await extendConnection(connection, new Date(Date.now() + 180 * MINUTE));
        await send(bob, alice, 'hi');
      },
    ],
    [
      'the conversation is muted',
      async () => {
        const request = { method: 'PUT', path: '/x', params: { conversation: bob.username } };
        await call(muteHandler, { ...request, token: alice.token, body: { Forever: true } });
        await send(bob, alice, 'hi');
      },
    ],
    [
      'it notifies of nothing',
      async () => {
        const quiet = await group();
        await setIn(alice, quiet, { Notify: 'none' });
        await sendTo(bob, quiet, `hi @${alice.username}`);
      },
    ],
    [
      'it notifies of mentions, and there is none',
      async () => {
        await setIn(alice, bob.username, { Notify: 'mentions' });
        await send(bob, alice, 'hi');
      },
    ],
    [
      'the author is blocked',
      async () => {
        await block(alice, bob.username);
        await send(bob, alice, 'hi');
      },
    ],
    ['it is a request', async () => send(await createPerson('stranger'), alice, 'hi')],
    [
      'it is a request that is ignored',
      async () => {
        const stranger = await createPerson('stranger');
        await send(stranger, alice, 'hi');
        await answer(alice, stranger, 'ignore');
      },
    ],
    [
      'it is in a large group without a mention',
      async () => {
        const many = Array.from({ length: 50 }, (_, each) => ({
          username: `many-${each}`,
          role: 'member' as const,
        }));
        await sendTo(bob, await group(many), 'hi');
      },
    ],
    [
      'the hours are quiet',
      async () => {
        const hour = (offset: number) =>
          `${String((new Date().getUTCHours() + offset + 24) % 24).padStart(2, '0')}:00`;
        await changeMe(alice, { quiet_hours: { from: hour(-1), to: hour(6), zone: 'UTC' } });
        await send(bob, alice, 'hi');
      },
    ],
    [
      'the address is another one by now',
      async () => {
        await users.updateOne({ username: alice.username }, { $set: { email: 'other@example.org' } });
        await send(bob, alice, 'hi');
      },
    ],
    [
      'the account is suspended',
      async () => {
        await suspend('operator', alice.username, 'a test');
        await send(bob, alice, 'hi');
      },
    ],
  ])('%s', async (_, act) => {
    await act();
    await pass(120);
    expect(mails()).toBe(0);
  });
});

test('while nobody knows who is online, a digest waits for the next run', async () => {
  await send(bob, alice, 'hi');
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  const table = vi.spyOn(dynamo, 'send').mockRejectedValue(throttled as never);
  await pass(75);
  expect(table).toHaveBeenCalled();
  expect(mails()).toBe(0);
  table.mockRestore();
  await pass(90);
  expect(mails()).toBe(1);
});

test('a person without a confirmed address is not looked at again', async () => {
  await users.updateOne({ username: alice.username }, { $set: { email: 'other@example.org' } });
  await sweep();
  expect(await stored(alice)).not.toHaveProperty('digestAt');
});

test('a mention counts where only mentions notify', async () => {
  const group = await insertGroup([
    { username: bob.username, role: 'owner' },
    { username: alice.username, role: 'member' },
  ]);
  await setIn(alice, group, { Notify: 'mentions' });
  await sendTo(bob, group, 'hi');
  await sendTo(bob, group, `hi @${alice.username}`);
  await pass(75);
  expect(server.received).toMatchObject([{ text: expect.stringContaining('Test group: 1 mention\n') }]);
});

describe('one mail for each absence:', () => {
  test('further messages bring none', async () => {
    await send(bob, alice, 'hi');
    await pass(75);
    await send(bob, alice, 'hi again');
    await pass(300);
    expect(mails()).toBe(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['was seen', () => users.updateOne({ username: alice.username }, { $set: { lastSeenAt: now() } })],
    [
      'has read something without a socket',
      () =>
        collection('memberships').updateOne(
          { username: alice.username, peer: bob.username },
          { $set: { readSeq: 2, changedAt: now() } },
        ),
    ],
  ])('another one after the person %s', async (_, returns) => {
    await send(bob, alice, 'hi');
    await pass(75);
    const start = Date.now() + 80 * MINUTE;
    setClock(() => start);
    await returns();
    setClock(() => start + MINUTE);
    await sendMessage(bob.username, { to: alice.username, text: 'hi again' });
    for (let minute = 0; minute <= 180; minute += 15) {
      setClock(() => start + minute * MINUTE);
      await sweep();
    }
    expect(mails()).toBe(2);
  });

  test('messages from before the person was seen bring none', async () => {
    await send(bob, alice, 'hi');
    await users.updateOne(
      { username: alice.username },
      { $set: { lastSeenAt: new Date(Date.now() + 1_000) } },
    );
    await pass(180);
    expect(mails()).toBe(0);
  });

  test('of two runs at once, one sends', async () => {
    await send(bob, alice, 'hi');
    await pass(45);
    const start = Date.now();
    setClock(() => start + 75 * MINUTE);
    await users.updateOne({ username: alice.username }, { $set: { digestAt: now() } });
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(mails()).toBe(1);
  });

  test('a run that ends before the mail leaves the person to the next', async () => {
    await send(bob, alice, 'hi');
    await pass(75);
    expect(mails()).toBe(1);
    const { digestAt } = (await stored(alice)) ?? {};
    expect(Number(digestAt)).toBeGreaterThan(Date.now());
  });
});

describe('a mail server that', () => {
  test('knows no such mailbox turns digests off, and says so', async () => {
    await send(bob, alice, 'hi');
    server.behave({ recipient: '550 5.1.1 No such user' });
    await pass(75);
    server.behave({});
    await pass(180);
    expect(mails()).toBe(0);
    setClock();
    expect((await changeMe(alice, { bio: 'x' })).body).toMatchObject({
      digest: 'off',
      digest_problem: 'refused',
    });
    expect((await changeMe(alice, { digest: '8h' })).body).toMatchObject({
      digest: '8h',
      digest_problem: null,
    });
  });

  test.each<[string, object]>([
    ['answers late', { acceptsAfter: 5_000 }],
    ['has the mail, and hangs up', { hangsUp: true }],
  ])('%s gets no second mail', async (_, manners) => {
    await send(bob, alice, 'hi');
    server.behave(manners);
    await pass(75);
    server.behave({});
    await pass(150);
    expect(mails()).toBe(1);
  });

  test.each([
    '451 4.3.0 Try again later',
    '550 5.7.1 Relaying denied',
    '550 relay not permitted',
    '530 Authentication required',
    '552 5.2.2 Mailbox full',
  ])('answers %s is tried again in the next run', async (recipient) => {
    await send(bob, alice, 'hi');
    server.behave({ recipient });
    await pass(75);
    expect((await changeMe(alice, { bio: 'x' })).status).toBeLessThan(402);
    server.behave({});
    await pass(90);
    expect(mails()).toBe(1);
  });

  test.each([
    ['takes nothing', '451 4.3.0 Later', 0],
    ['knows nobody', '550 5.1.1 No such user', 3],
  ])('%s is left alone after three mails', async (_, recipient, turnedOff) => {
    const people = [alice];
    for (let count = 0; count < 4; count++) people.push(await confirmed(await createPerson('many')));
    for (const person of people) {
      if (person !== alice) await befriend(person, bob);
      await send(bob, person, 'hi');
      await changeMe(person, { digest: '1h' });
    }
    const tried: string[] = [];
    server.behave({ recipient, onRecipient: (address) => tried.push(address) });
    const start = Date.now();
    setClock(() => start + 75 * MINUTE);
    await sweep();
    expect(tried).toHaveLength(3);
    const usernames = people.map(({ username }) => username);
    const wanting = { username: { $in: usernames }, digestAt: { $exists: true } };
    expect(await users.countDocuments(wanting)).toBe(people.length - turnedOff);
  });
});

test('a digest takes a confirmed address', async () => {
  const refused = { status: 409, body: { code: 'email_unconfirmed' } };
  expect(await changeMe(bob, { digest: '1h' })).toMatchObject(refused);
  expect(await changeMe(alice, { digest: '1h', email: 'other@example.org' })).toMatchObject(refused);
  expect((await changeMe(alice, { email: 'other@example.org' })).body).toMatchObject({
    email_confirmed: false,
  });
  expect((await changeMe(alice, { bio: 'x' })).body).toMatchObject({ digest: 'off' });
  expect(await changeMe(alice, { digest: '2h' })).toMatchObject({ status: 400 });
  expect(await changeMe(bob, { digest: 'off' })).toMatchObject({ status: 200 });
});

describe('the address in the mail', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (token: string, body?: string) =>
    call(unsubscribeHandler, { method: 'POST', path: '/x', params: { token }, headers: form, body });
  const tokenOf = async () => {
    await send(bob, alice, 'hi');
    await pass(75);
    setClock();
    const { headers } = server.received[0] ?? {};
    return /\/unsubscribe\/([\w.-]+)>/.exec(headers?.['list-unsubscribe'] ?? '')?.[1] ?? '';
  };

  test('turns digests off, without a log-in, as often as it is asked', async () => {
    const token = await tokenOf();
    expect(await post(token, 'List-Unsubscribe=One-Click')).toMatchObject({ status: 204 });
    expect((await changeMe(alice, { bio: 'x' })).body).toMatchObject({ digest: 'off', digest_problem: null });
    expect(await post(token)).toMatchObject({ status: 204 });
  });

  test('of a mail to a former address succeeds, and changes nothing', async () => {
    const token = await tokenOf();
    expect((await changeMe(alice, { email: 'new@example.org' })).status).toBe(200);
    await confirmed(alice);
    expect((await changeMe(alice, { digest: '8h' })).status).toBe(200);
    expect(await post(token)).toMatchObject({ status: 204 });
    expect((await changeMe(alice, { bio: 'x' })).body).toMatchObject({ digest: '8h' });
  });

  test('succeeds after the account is deleted', async () => {
    const token = await tokenOf();
    await users.deleteOne({ username: alice.username });
    expect(await post(token)).toMatchObject({ status: 204 });
  });

  test('cannot be changed into that of another account', async () => {
    const token = await tokenOf();
    const [, address = '', signature = ''] = token.split('.');
    const { _id } = (await users.findOne({ username: bob.username })) as unknown as { _id: object };
    const made = [
      `${_id}.${address}.${signature}`,
      `${_id}.${signature}`,
      `${token}x`,
      token.slice(0, -1),
      'x',
      `${String(_id)}..`,
    ];
    for (const each of made)
      expect(await post(each)).toMatchObject({ status: 403, body: { code: 'invalid_unsubscribe_link' } });
    expect((await changeMe(alice, { bio: 'x' })).body).toMatchObject({ digest: '1h' });
  });
});

test('finding those who are due examines no others', async () => {
  const plan = await users
    .find({ digestAt: { $lte: now() } })
    .sort({ digestAt: 1 })
    .limit(50)
    .explain();
  expect(JSON.stringify(plan)).toContain('"digests"');
});
