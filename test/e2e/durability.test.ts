/** What was answered is kept: across a restart, across a kill of every process, across a database that was away. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMongodb } from '../../local/servers.ts';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { makeDataDir, removeDataDir, startProduct } from '../support/server/product.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await makeDataDir();
});
afterEach(() => removeDataDir(dataDir));

async function register(url: string, ...names: string[]): Promise<void> {
  for (const name of names)
    expect((await http('POST', `${url}/Register`, registration(name))).status).toBe(201);
}

async function logIn(url: string, username: string): Promise<string> {
  const { password } = registration(username);
  return (await http('POST', `${url}/Login`, { username, password })).body.Token;
}

/** Every text of the conversation with bob, oldest first. */
async function readAll(url: string, token: string): Promise<string[]> {
  const texts: string[] = [];
  let next: string | undefined = '/messages?User=bob';
  while (next) {
    const { body, headers } = await http('GET', url + next, undefined, bearer(token));
    texts.unshift(...body.map(({ Message }: { Message: string }) => Message));
    next = /^<([^>]+)>/.exec(String(headers.link ?? ''))?.[1];
  }
  return texts;
}

// Of three attempts one: what it waits for is the disk, which neighbours can keep busy.
test('Ctrl-C stops everything within two seconds, and a restart finds users, messages and tokens', {
  retry: 2,
}, async () => {
  const first = await startProduct(dataDir);
  await register(first.url, 'alice', 'bob');
  const token = await logIn(first.url, 'alice');
  await http('POST', `${first.url}/messages`, { User: 'bob', Message: 'still here' }, bearer(token));
  expect(await first.interrupt()).toBeLessThan(2_000);

  const second = await startProduct(dataDir);
  expect((await http('GET', `${second.url}/Users`)).body).toEqual(['alice', 'bob']);
  expect(await readAll(second.url, token)).toEqual(['still here']);
  expect(await logIn(second.url, 'bob')).toBeTypeOf('string');
  await second.interrupt();
});

test('every message that was answered 201 is there after kill -9 of every process', async () => {
  const first = await startProduct(dataDir);
  await register(first.url, 'alice', 'bob');
  const token = await logIn(first.url, 'alice');
  const acknowledged: string[] = [];
  let sending = true;
  const sender = async (name: string) => {
    for (let count = 0; sending; count++) {
      const Message = `${name} ${count}`;
      const answer = await http(
        'POST',
        `${first.url}/messages`,
        { User: 'bob', Message },
        bearer(token),
      ).catch(() => null);
      if (answer?.status === 201) acknowledged.push(Message);
    }
  };
  const senders = ['one', 'two', 'three', 'four'].map(sender);
  while (acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.kill();
  sending = false;
  await Promise.all(senders);

  const second = await startProduct(dataDir);
  const kept = await readAll(second.url, token);
  expect(acknowledged.filter((text) => !kept.includes(text))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
  await second.interrupt();
});

test('without its database it answers 503 within five seconds, and recovers without a restart', async () => {
  const database = await startMongodb(`${dataDir}/external`);
  const product = await startProduct(dataDir, { env: { MONGODB_URI: database.address } });
  await register(product.url, 'alice', 'bob');
  const token = await logIn(product.url, 'alice');
  await database.stop(2_000);

  const startedAt = performance.now();
  const answers = await Promise.all([
    http('GET', `${product.url}/messages?User=bob`, undefined, bearer(token)),
    http('POST', `${product.url}/messages`, { User: 'bob', Message: 'anybody there?' }, bearer(token)),
    http('GET', `${product.url}/health`),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  for (const { status, headers, body } of answers) {
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'service_unavailable', '5']);
  }

  const port = Number(new URL(database.address).port);
  const again = await startMongodb(`${dataDir}/external`, port);
  expect((await http('GET', `${product.url}/Users`)).body).toEqual(['alice', 'bob']);
  await product.interrupt();
  await again.stop(2_000);
});
