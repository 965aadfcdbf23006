/** Previews of links: what a send queues, and what the worker makes of it. */
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { amendMessage } from '#lib/messages/store/changes.ts';
import { now } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import { collection } from '#lib/platform/mongo.ts';
import { previewing } from '#lib/previews/previewing.ts';
import type { handler } from '../../../functions/queue/preview.ts';
import { TcpFaults } from '../../support/faults/tcp-faults.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup, leaveGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept, block, changeMe, edit, erase, list, row, send } from '../../support/people/two-people.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';
import { takeJobs, work, workOff } from '../../support/server/previews.ts';
import { html, names, serve, stopServing, visits } from '../../support/server/web-site.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

vi.hoisted(() => {
  process.env.LINK_PREVIEWS = 'on';
});
vi.mock('#lib/platform/internet.ts', () => import('../../support/server/web-site.ts'));

const page = (title: string) =>
  `<head><title>${title}</title><meta name="description" content="About ${title}"><meta property="og:site_name" content="News"></head>`;

let alice: Person;
let bob: Person;
let count = 0;
/** A page that no test has fetched. */
const newLink = () => `http://site.example/${++count}`;
const previewOf = (Url: string, Title = new URL(Url).pathname.slice(1)) => ({
  Url,
  Title,
  Description: `About ${Title}`,
  Site: 'News',
});

beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await accept(alice, bob);
  await takeJobs();
  await serve((request, response) => html(page(String(request.url).slice(1)))(request, response));
});
afterAll(stopServing);

const sendNew = async (Message: string) => (await send(alice, bob, Message)).body;
/** As both see it in the conversation, and in the list of conversations. */
async function seen(id: string) {
  const [hers, his] = await Promise.all([list(alice, bob), list(bob, alice)]);
  const [one, other] = [hers, his].map(({ body }) => body.find(({ Id }: { Id: string }) => Id === id));
  expect(other).toEqual(one);
  const { LastMessage } = await row(bob);
  if (LastMessage.Id === id) expect(LastMessage.Preview).toEqual(one.Preview);
  return one;
}

describe('what is queued', () => {
  test('the id of a message with a link, and nothing else', async () => {
    const { Id } = await sendNew(`See ${newLink()} and ${newLink()}`);
    expect(await takeJobs()).toEqual([JSON.stringify({ message: Id })]);
  });

  test('nothing without a link', async () => {
    const { Id } = await sendNew('hello');
    await edit(alice, Id, 'good bye example.org');
    await erase(alice, Id);
    expect(await takeJobs()).toEqual([]);
  });

  test('nothing where the deployment does not ask for previews', async () => {
    const body = { User: bob.username, Message: newLink() };
    const request = { method: 'POST', path: '/messages', token: alice.token, body };
    const off = await functionWith({ LINK_PREVIEWS: '' }, 'messages/send');
    expect((await call(off, request)).status).toBe(201);
    withoutSettings();
    expect(await takeJobs()).toEqual([]);
  });

  test('nothing for a message that only its author sees', async () => {
    await block(bob, alice.username);
    await sendNew(newLink());
    expect(await takeJobs()).toEqual([]);
  });

  test('a queue that says nothing neither fails nor delays a send beyond the push budget', async () => {
    const proxy = new TcpFaults(process.env.PREVIEW_QUEUE_URL ?? '');
    proxy.decide = () => 'say nothing';
    const away = `http://${await proxy.listen()}${new URL(process.env.PREVIEW_QUEUE_URL ?? '').pathname}`;
    const sending = await functionWith({ PREVIEW_QUEUE_URL: away }, 'messages/send');
    const request = (Message: string) => ({
      method: 'POST',
      path: '/messages',
      token: alice.token,
      body: { User: bob.username, Message },
    });
    await call(sending, request('warm'));
    const began = performance.now();
    const { status } = await call(sending, request(newLink()));
    const milliseconds = performance.now() - began;
    withoutSettings();
    await proxy.close();
    expect(status).toBe(201);
    expect(milliseconds).toBeLessThan(300 + 500);
  });
});

describe('the worker', () => {
  test('adds what the page says, as a change of the message that is no edit, and pushes it', async () => {
    const url = newLink();
    const sent = await sendNew(`See ${url}#part, please`);
    const socket = await openSocket(bob);
    expect(await workOff()).toBe(1);
    const message = await seen(sent.Id);
    expect(message).toEqual({
      ...sent,
      Version: sent.Version + 1,
      Preview: { ...previewOf(url), Url: `${url}#part` },
    });
    expect(gateway.frames(socket)).toEqual([
      { type: 'message.updated', conversation: sent.Conversation, version: sent.Version + 1, data: message },
    ]);
  });

  test('changes nothing when a job comes again', async () => {
    const { Id } = await sendNew(newLink());
    const jobs = await takeJobs();
    await work(jobs);
    const first = await seen(Id);
    await work([...jobs, ...jobs]);
    expect(await seen(Id)).toEqual(first);
    expect(visits).toHaveLength(1);
  });

  test('fetches a link that many send once in a day, and a failure once in ten minutes', async () => {
    const url = newLink();
    for (let sent = 0; sent < 3; sent++) await sendNew(url);
    for (const job of await takeJobs()) await work([job]);
    expect(visits).toHaveLength(1);
    const cache = collection<{ _id: string; page: unknown; expiresAt: Date }>('linkpreviews');
    const [kept] = await cache.find({ 'page.title': String(count) }).toArray();
    const hours = (kept?.expiresAt.getTime() ?? 0) - now().getTime();
    expect(hours / 3_600_000).toBeCloseTo(24, 1);
    expect(JSON.stringify(kept)).not.toContain('site.example');

    await serve((_, response) => response.writeHead(500).end());
    const failing = newLink();
    for (let sent = 0; sent < 2; sent++) await sendNew(failing);
    for (const job of await takeJobs()) await work([job]);
    expect(visits).toHaveLength(1);
    const [failed] = await cache.find({ page: null }).sort({ expiresAt: -1 }).limit(1).toArray();
    expect(((failed?.expiresAt.getTime() ?? 0) - now().getTime()) / 60_000).toBeCloseTo(10, 0);
    // It is over, though not removed yet.
    await cache.updateMany({ page: null }, { $set: { expiresAt: new Date(now().getTime() - 1) } });
    await sendNew(failing);
    await workOff();
    expect(visits).toHaveLength(2);
  });

  test('adds nothing for an address inside the network, and logs no address', async () => {
    const lines: string[] = [];
    const { logLevel } = config;
    Object.assign(config, { logLevel: 'debug' });
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    await serve(html(page('secret')));
    names.set('inside.example', [['169.254.169.254']]);
    const sent = await sendNew('http://inside.example/latest?token=abc');
    await workOff();
    vi.restoreAllMocks();
    Object.assign(config, { logLevel });
    expect(await seen(sent.Id)).toEqual(sent);
    expect(visits).toEqual([]);
    expect(lines.join('')).toContain('the address is not public');
    expect(lines.join('')).not.toContain('inside.example');
  });

  test('fetches nothing for people who want none', async () => {
    await changeMe(alice, { link_previews: false });
    const sent = await sendNew(newLink());
    await workOff();
    expect(await seen(sent.Id)).toEqual(sent);
    expect(visits).toEqual([]);
    await changeMe(alice, { link_previews: true });
    await sendNew(newLink());
    await workOff();
    expect(visits).toHaveLength(1);
  });

  test('gives up a body that is no job, and does not fetch for a message that is not there', async () => {
    const done = await work(['{}', '"x"', JSON.stringify({ message: '65a000000000000000000001' })]);
    expect(done.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 1, 0]);
    expect(visits).toEqual([]);
  });

  test('adds it in a group; nothing once the author has left or the group is closed', async () => {
    const id = await insertGroup([
      { username: bob.username, role: 'owner' },
      { username: alice.username, role: 'member' },
    ]);
    const inGroup = (Message: string) => send(alice, bob, Message, { User: undefined, Conversation: id });
    const { Id } = (await inGroup(newLink())).body;
    await workOff();
    const stored = () => collection<{ preview?: object }>('messages').find({ conversation: id }).toArray();
    expect(await stored()).toMatchObject([{ preview: { title: String(count) } }]);
    expect(Id).toBeDefined();
    await inGroup(newLink());
    await leaveGroup(id, alice.username);
    expect(await work(await takeJobs())).toEqual([{ batchItemFailures: [] }]);
    expect((await stored()).filter(({ preview }) => preview)).toHaveLength(1);
  });

  test('adds nothing while one of the two blocks the other', async () => {
    const sent = await sendNew(newLink());
    await block(bob, alice.username);
    expect(await work(await takeJobs())).toEqual([{ batchItemFailures: [] }]);
    expect((await list(alice, bob)).body[0].Preview).toBeUndefined();
    expect((await list(bob, alice)).body[0]).toEqual(sent);
  });
});

const storedPreview = async (Id: string) => {
  const messages = collection<{ preview?: { url: string } }>('messages');
  const { ObjectId } = await import('#lib/platform/mongo.ts');
  return (await messages.findOne({ _id: ObjectId.createFromHexString(Id) } as object))?.preview?.url;
};

describe('an edit', () => {
  test('keeps the preview of the same link', async () => {
    const url = newLink();
    const { Id } = await sendNew(`See ${url}`);
    await workOff();
    const edited = (await edit(alice, Id, `Do see ${url}!`)).body;
    expect(edited.Preview).toEqual(previewOf(url));
    await workOff();
    expect(await seen(Id)).toEqual(edited);
  });

  test('replaces that of another one: first there is none', async () => {
    const { Id } = await sendNew(newLink());
    await workOff();
    const other = newLink();
    const edited = (await edit(alice, Id, other)).body;
    expect(edited).not.toHaveProperty('Preview');
    expect(await seen(Id)).toEqual(edited);
    expect(await storedPreview(Id)).toBeUndefined();
    await workOff();
    expect(await seen(Id)).toMatchObject({ Preview: previewOf(other), EditedAt: edited.EditedAt });
  });

  test('without a link removes it', async () => {
    const { Id } = await sendNew(newLink());
    await workOff();
    const edited = (await edit(alice, Id, 'never mind')).body;
    expect(await workOff()).toBe(0);
    expect(await seen(Id)).toEqual(edited);
    expect(edited).not.toHaveProperty('Preview');
    expect(await storedPreview(Id)).toBeUndefined();
  });

  test.each([
    ['another link', () => newLink()],
    ['no link', () => 'never mind'],
  ])('to %s while the page is fetched: the preview is that of the last text', async (_, text) => {
    const [fetching, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = newLink();
    await serve(async (request, response) => {
      if (first.endsWith(String(request.url))) {
        fetching.resolve();
        await release.promise;
      }
      html(page(String(request.url).slice(1)))(request, response);
    });
    const { Id } = await sendNew(first);
    const working = work(await takeJobs());
    await fetching.promise;
    const last = text();
    await edit(alice, Id, last);
    // The second job is done before the first, or there is none.
    await workOff();
    release.resolve();
    expect(await working).toEqual([{ batchItemFailures: [] }]);
    const { Message, Preview } = await seen(Id);
    expect(Message).toBe(last);
    expect(Preview).toEqual(last.startsWith('http') ? previewOf(last) : undefined);
    expect(await storedPreview(Id)).toBe(last.startsWith('http') ? last : undefined);
  });

  test('that comes between reading the message and changing it: the preview of the earlier text is not added', async () => {
    const sent = await sendNew(newLink());
    const preview = { url: 'http://site.example/else', title: 'Else', description: '', site: '' };
    const amend = (text: string) =>
      amendMessage(sent.Id, sent.Version + 1, now(), previewing(text, preview).change);
    expect(await amend('an earlier text')).not.toHaveProperty('preview');
    expect(await storedPreview(sent.Id)).toBeUndefined();
  });

  test('a preview of a text that is no longer there is not shown', async () => {
    const { Id } = await sendNew(newLink());
    const { ObjectId } = await import('#lib/platform/mongo.ts');
    const stale = { url: 'http://site.example/else', title: 'Else', description: '', site: '' };
    await collection('messages').updateOne(
      { _id: ObjectId.createFromHexString(Id) },
      { $set: { preview: stale } },
    );
    expect((await list(bob, alice)).body[0]).not.toHaveProperty('Preview');
  });

  test('during a block: those who keep seeing the earlier text see no preview of the new one', async () => {
    const first = newLink();
    const { Id } = await sendNew(first);
    await workOff();
    await block(bob, alice.username);
    await edit(alice, Id, newLink());
    await workOff();
    const { body } = await list(bob, alice);
    expect(body[0]).toMatchObject({ Message: first });
    expect(body[0].Preview).toBeUndefined();
  });
});

describe('a deletion', () => {
  test('removes it', async () => {
    const { Id } = await sendNew(newLink());
    await workOff();
    await erase(alice, Id);
    expect(await seen(Id)).not.toHaveProperty('Preview');
    expect(await storedPreview(Id)).toBeUndefined();
  });

  test('while the page is fetched: it stays deleted', async () => {
    const { Id } = await sendNew(newLink());
    await serve(async (request, response) => {
      await erase(alice, Id);
      html(page('late'))(request, response);
    });
    expect(await work(await takeJobs())).toEqual([{ batchItemFailures: [] }]);
    expect(await seen(Id)).toMatchObject({ Message: '', DeletedAt: expect.any(String) });
    expect(await storedPreview(Id)).toBeUndefined();
  });

  test('before it: nothing is fetched', async () => {
    const { Id } = await sendNew(newLink());
    await erase(alice, Id);
    await workOff();
    expect(visits).toEqual([]);
  });
});

test('a reaction beside it is not lost', async () => {
  const url = newLink();
  const { Id } = await sendNew(url);
  const { react } = await import('#lib/messages/reactions.ts');
  await Promise.all([work(await takeJobs()), react(bob.username, Id, '👍', Promise.resolve())]);
  expect(await seen(Id)).toMatchObject({ Preview: previewOf(url), Reactions: [{ Emoji: '👍' }] });
});

test('the worker does nothing where the deployment no longer asks for previews', async () => {
  await sendNew(newLink());
  const jobs = await takeJobs();
  const { queueEvent } = await import('../../support/server/queue-event.ts');
  const { buildContext } = await import('../../support/http/gateway.ts');
  const off = (await functionWith({ LINK_PREVIEWS: 'off' }, 'queue/preview')) as unknown as typeof handler;
  expect(await off(queueEvent({ job: jobs[0] }), buildContext())).toEqual({ batchItemFailures: [] });
  withoutSettings();
  expect(visits).toEqual([]);
});
