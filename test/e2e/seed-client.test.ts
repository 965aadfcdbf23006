/** The seed's unmodified client, request by request: https://github.com/Vedang456/CORECHAT */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

let product: Product;
// biome-ignore lint/suspicious/noExplicitAny: the client keeps whatever /Login answered
let login: any;

beforeAll(async () => {
  product = await startProduct(await makeDataDir());
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

const post = (path: string, body: unknown) => http('POST', product.url + path, body);

test('registers two users', async () => {
  for (const name of ['alice', 'bob']) {
    expect(await post('/Register', registration(name))).toMatchObject({
      status: 201,
      body: 'Added Successfully',
    });
  }
  expect(await post('/Register', registration('alice'))).toMatchObject({
    status: 409,
    body: 'This user already exists',
  });
});

test('logs in, after a wrong password and a wrong name', async () => {
  const { username, password } = registration('alice');
  expect(await post('/Login', { username, password: 'a wrong one' })).toMatchObject({
    status: 404,
    body: 'Wrong password',
  });
  expect(await post('/Login', { username: 'nobody', password })).toMatchObject({
    status: 404,
    body: 'Invalid user.',
  });
  const answer = await post('/Login', { username, password });
  expect(answer.status).toBe(200);
  expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(['Token', 'TokenIssued', 'TokenExpiry']));
  login = answer.body;
});

test('lists users without a token', async () => {
  expect(await http('GET', `${product.url}/Users`)).toMatchObject({ status: 200, body: ['alice', 'bob'] });
});

test('sends, posting back the whole login answer as Token', async () => {
  for (const Message of ['Hello Bob', 'How are you?']) {
    expect(await post('/messages', { Token: login, User: 'bob', Message })).toMatchObject({
      status: 201,
      body: 'Message has been sent.',
    });
  }
});

test('lists the conversation with a GET that has a JSON body', async () => {
  const { status, body } = await http('GET', `${product.url}/messages`, { Token: login, User: 'bob' });
  expect(status).toBe(200);
  expect(body).toMatchObject([
    { To: 'bob', From: 'alice', Message: 'Hello Bob', Timestamp: expect.stringMatching(/Z$/) },
    { To: 'bob', From: 'alice', Message: 'How are you?' },
  ]);
});
