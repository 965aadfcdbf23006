/** `npm run demo` against a running product. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { runDemo, seedConversation } from '../support/server/demo.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct(await makeDataDir());
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

const logIn = async (username: string, password: string): Promise<string> => {
  const { status, body } = await http('POST', `${product.url}/Login`, { username, password });
  expect(status).toBe(200);
  return body.Token;
};

test('what it prints at the end lets one log in, and its conversations can be gone on with', async () => {
  const { code, lines } = await runDemo('--small', '--data', product.dataDir);
  expect(code).toBe(0);
  const [, url, username = '', password = ''] =
    /Log in at (\S+) as (\S+) with the password (\S+)/.exec(lines.join('\n')) ?? [];
  expect(url).toBe(product.url);
  const token = await logIn(username, password);
  const inbox = await http('GET', `${url}/conversations`, undefined, bearer(token));
  expect(inbox.body.length).toBeGreaterThan(20);
  const [{ User, LastMessage }] = inbox.body;
  const representation = { ...bearer(token), prefer: 'return=representation' };
  const sent = await http('POST', `${url}/messages`, { User, Message: 'And another thing' }, representation);
  expect(sent).toMatchObject({ status: 201, body: { Seq: LastMessage.Seq + 1 } });
});

test('again, it says that everything is there', async () => {
  const { code, lines } = await runDemo('--data', product.dataDir);
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/is there already: nothing was added/);
});

test('one long conversation of two accounts of one’s own', async () => {
  for (const name of ['one', 'two']) await http('POST', `${product.url}/Register`, registration(name));
  await seedConversation(product.dataDir, ['one', 'two'], 3_000);
  const token = await logIn('one', registration('one').password);
  const page = await http('GET', `${product.url}/messages?User=two`, undefined, bearer(token));
  expect(page.body).toHaveLength(200);
  await expect(seedConversation(product.dataDir, ['one', 'two'], 10)).rejects.toThrow(
    /have a conversation already/,
  );
  await expect(seedConversation(product.dataDir, ['one', 'nobody'], 10)).rejects.toThrow(/no account nobody/);
});

test.each([
  [['--data', '/nowhere/at/all'], 'No CoreChat runs on'],
  [['--colour'], "Unknown option '--colour'"],
  [['--messages', 'many'], '--messages must be a whole number'],
  [['--between', 'alice'], '--between must name two accounts'],
])('%j gets one line', async (args, message) => {
  const { code, lines } = await runDemo(...args);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toContain(message);
});

test('--help explains the options', async () => {
  const { code, lines } = await runDemo('--help');
  expect(code).toBe(0);
  expect(lines.join('\n')).toMatch(/--small[\s\S]*--seed[\s\S]*--again[\s\S]*--data DIR/);
});
