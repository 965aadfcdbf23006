/** Messages with files in the outbox, against a server and a storage that are functions. */
import { afterEach, expect, test, vi } from 'vitest';
import {
  CoreChat,
  type CoreChatOptions,
  type FileStore,
  memoryFiles,
  memoryStorage,
  type PutFile,
  type PutRequest,
} from '#sdk';
import { until } from '../../../support/clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch } from '../../../support/http/fake-fetch.ts';
import { StoringServer } from '../../../support/server/storing-server.ts';

const clients: CoreChat[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const chat of clients.splice(0)) chat.close();
});

/** A server with a storage of files. */
class FileServer {
  readonly messages = new StoringServer();
  /** ids by ClientId, and what lies under them */
  readonly rows = new Map<string, string>();
  readonly objects = new Map<string, string>();
  puts = 0;
  put: (request: PutRequest, store: () => Promise<number>) => Promise<number> = (_, store) => store();

  readonly answer = async (call: FakeCall): Promise<FakeAnswer> => {
    if (call.path !== '/attachments') return this.messages.answer(call);
    const { ClientId } = call.body as { ClientId: string };
    const Id = this.rows.get(ClientId) ?? `file-${this.rows.size + 1}`;
    this.rows.set(ClientId, Id);
    return { status: 201, body: { Id, Upload: { Method: 'PUT', Url: `http://files/${Id}`, Headers: {} } } };
  };

  readonly putFile: PutFile = (request) => {
    this.puts++;
    return this.put(request, async () => {
      if (this.objects.has(request.url)) return 412;
      this.objects.set(request.url, await request.bytes.text());
      request.onProgress(request.bytes.size);
      return 200;
    });
  };
}

const device = () => ({ storage: memoryStorage(), files: memoryFiles() });

async function client(server: FileServer, options: CoreChatOptions = device()): Promise<CoreChat> {
  const { fetch } = fakeFetch(server.answer);
  const chat = new CoreChat({ url: 'http://chat.example', fetch, putFile: server.putFile, ...options });
  clients.push(chat);
  if (!(await chat.resume())) await chat.logIn({ username: 'alice', password: 'correct horse' });
  return chat;
}

/** No byte arrives, until the client gives up. */
const hang = ({ signal }: PutRequest): Promise<number> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

const notes = (text: string) => ({ name: 'notes.txt', type: 'text/plain', bytes: Buffer.from(text) });
const attachmentsOf = (server: FileServer) =>
  server.messages.posts.map((post) => (post as unknown as { Attachments?: string[] }).Attachments);

test('uploads the files before the message, which names them', async () => {
  const server = new FileServer();
  const options = device();
  const chat = await client(server, options);
  const files = [await chat.attachments.prepare(notes('one')), await chat.attachments.prepare(notes('two'))];
  const seen: number[] = [];
  chat.on('upload', ({ clientId, sent }) => clientId === files[0]?.clientId && seen.push(sent));
  const entry = chat.send('bob', '', { files });
  expect(entry.files).toEqual(files.map(({ bytes: _, ...facts }) => facts));
  await entry.settled;
  expect(attachmentsOf(server)).toEqual([['file-1', 'file-2']]);
  expect([...server.objects.values()].sort()).toEqual(['one', 'two']);
  expect(seen).toEqual([0, 3, 3]);
  await chat.outbox.whenEmpty();
  await until(() => chat.outbox.entries().length === 0, 'the outbox is empty');
  await chat.outbox.loaded();
  expect(await options.files.list()).toEqual([]);
});

test('a file that was uploaded before is not uploaded again', async () => {
  const server = new FileServer();
  const chat = await client(server);
  const draft = await chat.attachments.upload(notes('one'), {
    onProgress: (sent, size) => expect(sent).toBeLessThanOrEqual(size),
  });
  await chat.send('bob', 'Here', { files: [draft] }).settled;
  expect(server.puts).toBe(1);
});

test('a restart in mid-upload goes on, and sends once', async () => {
  const server = new FileServer();
  const options = device();
  server.put = hang;
  const before = await client(server, options);
  before.send('bob', 'Here', { files: [await before.attachments.prepare(notes('one'))] });
  await until(() => server.puts === 1, 'the upload has begun');
  before.close();
  server.put = (_, store) => store();
  const after = await client(server, options);
  await after.outbox.whenEmpty();
  expect([...server.objects.values()]).toEqual(['one']);
  expect(attachmentsOf(server)).toEqual([['file-1']]);
  expect(server.messages.texts).toEqual(['Here']);
});

test('an upload whose answer was lost is not doubled', async () => {
  const server = new FileServer();
  let attempts = 0;
  server.put = async (_, store) => {
    const status = await store();
    if (++attempts === 1) throw new TypeError('cut off');
    return status;
  };
  const chat = await client(server);
  await chat.send('bob', '', { files: [await chat.attachments.prepare(notes('one'))] }).settled;
  expect([attempts, server.objects.size, server.messages.texts.length]).toEqual([2, 1, 1]);
});

test('uploads again what the server has removed meanwhile', async () => {
  const server = new FileServer();
  const chat = await client(server);
  const draft = await chat.attachments.upload(notes('one'));
  server.rows.clear();
  server.objects.clear();
  server.rows.set('of another', 'file-1');
  const [gone] = ['file-1'];
  server.messages.refuse = (sent) =>
    (sent as unknown as { Attachments: string[] }).Attachments[0] === gone
      ? { status: 404, body: { code: 'attachment_not_found', title: 'There is no such file' } }
      : undefined;
  await chat.send('bob', '', { files: [draft] }).settled;
  expect(attachmentsOf(server)).toEqual([['file-1'], ['file-2']]);
});

test('a refused file fails its message, and the next one is sent', async () => {
  const server = new FileServer();
  const { answer } = server;
  const options = device();
  const { fetch } = fakeFetch((call) =>
    call.path === '/attachments'
      ? { status: 409, body: { code: 'quota_exceeded', title: 'No room' } }
      : answer(call),
  );
  const chat = await client(server, { ...options, fetch });
  const entry = chat.send('bob', 'with a file', { files: [await chat.attachments.prepare(notes('one'))] });
  await chat.send('bob', 'without').settled;
  const [failed] = chat.outbox.entries();
  expect(failed).toMatchObject({
    clientId: entry.clientId,
    state: 'failed',
    error: { code: 'quota_exceeded' },
  });
  chat.outbox.discard(entry.clientId);
  await chat.outbox.loaded();
  expect(await options.files.list()).toEqual([]);
});

test('a message whose files do not fit fails, and is stored when it is retried', async () => {
  const server = new FileServer();
  const files = memoryFiles();
  let isFull = true;
  const full: FileStore = {
    ...files,
    put: (key, bytes) => (isFull ? Promise.reject(new Error('QuotaExceededError')) : files.put(key, bytes)),
  };
  const chat = await client(server, { storage: memoryStorage(), files: full });
  const entry = chat.send('bob', '', { files: [await chat.attachments.prepare(notes('one'))] });
  await until(() => chat.outbox.entries()[0]?.state === 'failed', 'failed');
  expect(chat.outbox.entries()[0]?.error?.code).toBe('no_room');
  expect(server.puts).toBe(0);
  isFull = false;
  chat.outbox.retry(entry.clientId);
  await entry.settled;
  expect(server.objects.size).toBe(1);
});

test('a file that is no longer on the device fails the message', async () => {
  const server = new FileServer();
  const options = device();
  server.put = hang;
  const before = await client(server, options);
  before.send('bob', '', { files: [await before.attachments.prepare(notes('one'))] });
  await until(() => server.puts === 1, 'the upload has begun');
  before.close();
  const after = await client(server, { ...options, files: memoryFiles() });
  await until(() => after.outbox.entries()[0]?.state === 'failed', 'failed');
  expect(after.outbox.entries()[0]?.error?.code).toBe('file_lost');
});

test('cancelling ends an upload', async () => {
  const server = new FileServer();
  const ended = Promise.withResolvers<void>();
  server.put = (request) => hang(request).finally(ended.resolve);
  const chat = await client(server);
  const cancel = new AbortController();
  const upload = chat.attachments.upload(notes('one'), { signal: cancel.signal });
  await until(() => server.puts === 1, 'the upload has begun');
  cancel.abort();
  await expect(upload).rejects.toMatchObject({ code: 'discarded' });
  await ended.promise;

  const entry = chat.send('bob', '', { files: [await chat.attachments.prepare(notes('two'))] });
  await until(() => server.puts === 2, 'the second has begun');
  chat.outbox.discard(entry.clientId);
  await expect(entry.settled).rejects.toMatchObject({ code: 'discarded' });
  await chat.send('bob', 'next').settled;
  expect(server.messages.texts).toEqual(['next']);
});

test('an address is fetched once until shortly before it expires', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  let answers = 0;
  const chat = await client(new FileServer(), {
    ...device(),
    fetch: fakeFetch(({ path, body }) => {
      if (path === '/Login') return new StoringServer().answer({ path, method: 'POST', body, headers: {} });
      const headers = { date: new Date().toUTCString() };
      const ExpiresAt = new Date(Date.now() + 300_000).toISOString();
      return { headers, body: { Url: `http://files/${path}/${++answers}`, ExpiresAt } };
    }).fetch,
  });
  const first = await chat.attachments.urlOf('a1');
  expect(await chat.attachments.urlOf('a1')).toBe(first);
  expect(await chat.attachments.urlOf('a1', { download: true })).toContain('?download=true');
  expect(await chat.attachments.urlOf('a1', { isFresh: true })).not.toBe(first);
  expect(answers).toBe(3);
  vi.setSystemTime(Date.now() + 271_000);
  await chat.attachments.urlOf('a1');
  expect(answers).toBe(4);
});
