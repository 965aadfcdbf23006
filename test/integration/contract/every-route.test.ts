/** Behaviour of every route from the shared middleware stack, and its documentation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#lib/http/endpoint.ts';
import { setClock } from '#lib/platform/clock.ts';
import type { FunctionName } from '#lib/routes.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { issueAccessToken } from '#lib/sessions/token.ts';
import { endpoints } from '../../../generate/declarations.ts';
import { prepareSampleData } from '../../../local/sample-data.ts';
import { ensureWebApp } from '../../../local/web-app.ts';
import { ensureReference } from '../../../openapi/build.ts';
import { problemsOf } from '../../../openapi/operation.ts';
import { deliver } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const ROOT = join(import.meta.dirname, '../../..');
const names = Object.keys(endpoints) as FunctionName[];
const withToken = names.filter((name) => endpoints[name].spec.access === 'token');

let fill: (event: string) => Promise<string>;
let person: Person;
const handlers = {} as Record<FunctionName, Endpoint>;
beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  ({ fill } = await prepareSampleData());
  person = await createPerson('alice');
  for (const name of names) handlers[name] = (await import(join(ROOT, 'functions', `${name}.ts`))).handler;
});
afterEach(() => setClock());

/** The sample event that succeeds. */
const sample = async (name: FunctionName) =>
  JSON.parse(await fill(readFileSync(join(ROOT, 'events', `${name}.json`), 'utf8')));

async function expectCode(name: FunctionName, event: object, code: string): Promise<void> {
  expect(await deliver(handlers[name], event)).toMatchObject({ body: { code } });
}

describe.each(names)('%s', (name) => {
  test('is documented with the schema and the access that it has', () => {
    const { access, input } = handlers[name].spec;
    expect(endpoints[name].spec.access).toBe(access);
    expect(endpoints[name].spec.input).toBe(input);
  });

  test('answers its sample event', async () => {
    expect((await deliver(handlers[name], await sample(name))).status).toBe(endpoints[name].success.status);
  });

  test.each([
    ['malformed_json', 'application/json', '{'],
    ['duplicate_key', 'application/json', '{"a":1,"a":2}'],
    ['validation_failed', 'application/json', '[]'],
    ['unsupported_media_type', 'text/plain', 'hello'],
    ['payload_too_large', 'application/json', JSON.stringify('x'.repeat(130 * 1024))],
  ])('%s', async (code, type, body) => {
    const event = await sample(name);
    await expectCode(name, { ...event, headers: { ...event.headers, 'content-type': type }, body }, code);
  });

  test('internal_error when something in it throws, with nothing of the reason', async () => {
    const event = await sample(name);
    const poisoned = Object.defineProperty({ ...event }, 'pathParameters', {
      get: () => {
        throw new TypeError('a secret');
      },
    });
    const answer = await deliver(handlers[name], poisoned);
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe.each(withToken)('%s, which wants a token', (name) => {
  const withAuthorization = async (authorization?: string) => {
    const event = await sample(name);
    const { authorization: _, ...headers } = event.headers;
    return { ...event, headers: authorization === undefined ? headers : { ...headers, authorization } };
  };

  test('unauthenticated', async () => expectCode(name, await withAuthorization(), 'unauthenticated'));

  test('invalid_token', async () =>
    expectCode(name, await withAuthorization('Bearer e30.e30.c2ln'), 'invalid_token'));

  test('token_expired', async () => {
    setClock(() => Date.now() - 3_600_000);
    const { token } = await issueAccessToken(person);
    setClock();
    await expectCode(name, await withAuthorization(`Bearer ${token}`), 'token_expired');
  });
});

/** Sending, reading, marking and blocking go on while a token is valid, unless the account is gone: their own tests have it. */
const ASKING_THE_SESSION = withToken.filter(
  (name) =>
    problemsOf(endpoints[name]).includes('session_ended') && !/^(messages|conversations|blocks)\//.test(name),
);

test.each(ASKING_THE_SESSION)('%s: session_ended', async (name) => {
  const ended = await createPerson('ended');
  await endSession(ended.username, ended.session);
  const event = await sample(name);
  const headers = { ...event.headers, authorization: `Bearer ${ended.token}` };
  await expectCode(name, { ...event, headers }, 'session_ended');
});
