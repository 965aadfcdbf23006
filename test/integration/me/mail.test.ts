/** functions/me/mail-code.ts and functions/me/confirm-mail.ts, with a real SMTP server. */
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as confirmHandler } from '../../../functions/me/confirm-mail.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as mailCode } from '../../../functions/me/mail-code.ts';
import { handler as showHandler } from '../../../functions/me/show.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { call } from '../../support/http/gateway.ts';
import { startMailServer } from '../../support/mail/mail-server.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';
import { rawSearch } from '../../support/server/raw-search.ts';

const server = await vi.hoisted(async () => {
  const { startMailServer: start } = await import('../../support/mail/mail-server.ts');
  const started = await start();
  process.env.MAIL_URL = started.url;
  return started;
});
let alice: Person;

const settings = (url: string) => ({ MAIL_FROM: 'chat@example.org', MAIL_URL: url });
const functionAt = (url: string) => functionWith(settings(url), 'me/mail-code');

beforeEach(async () => {
  server.behave({});
  server.received.length = 0;
  alice = await createPerson('Alice');
});
afterEach(() => {
  setClock();
  withoutSettings();
});
afterAll(server.stop);

let client = 0;
/** Each from another address of a client. */
const ask = ({ token } = alice, handler: LambdaHandler = mailCode, sourceIp = `10.0.0.${client++}`) =>
  call(handler, { method: 'POST', path: '/me/mail', token, sourceIp });
const confirm = (Code: unknown, { token } = alice) =>
  call(confirmHandler, { method: 'PUT', path: '/me/mail', token, body: { Code } });
const profileOf = async ({ token } = alice) => (await call(showHandler, { path: '/me', token })).body;
const update = (body: object) =>
  call(updateHandler, { method: 'PATCH', path: '/me', token: alice.token, body });

/** Of the newest mail. */
const sentCode = (): string => /\d{4} \d{4}/.exec(server.received.at(-1)?.text ?? '')?.[0] ?? '';
const other = (code: string): string => code.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));

test('a code goes to the address, and confirms it', async () => {
  expect(await profileOf()).toMatchObject({ email_confirmed: false });
  expect(await ask()).toMatchObject({ status: 204 });
  const { email } = await profileOf();
  expect(server.received).toMatchObject([
    {
      from: 'chat@example.org',
      to: [email],
      headers: { from: 'CoreChat <chat@example.org>', to: `<${email}>`, 'auto-submitted': 'auto-generated' },
      text: expect.not.stringContaining(alice.username),
      // A reader of the file finds the code.
      source: expect.stringMatching(/\d{4} \d{4}\r\n/),
    },
  ]);
  expect(await confirm(sentCode())).toMatchObject({ status: 204 });
  expect(await profileOf()).toMatchObject({ email_confirmed: true });
});

test('repeating a confirmation succeeds, and asking again sends nothing', async () => {
  await ask();
  await confirm(sentCode());
  expect(await confirm(sentCode())).toMatchObject({ status: 204 });
  expect(await ask()).toMatchObject({ status: 204 });
  expect(server.received).toHaveLength(1);
});

describe('does not confirm:', () => {
  const refused = { status: 403, body: { code: 'invalid_mail_code' } };

  test('a wrong code, and the right one after five', async () => {
    await ask();
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await confirm(other(sentCode()))).toMatchObject(refused);
    expect(await confirm(sentCode())).toMatchObject(refused);
  });

  test('of ten attempts at once, more than five', async () => {
    await ask();
    const wrong = other(sentCode());
    await Promise.all(Array.from({ length: 10 }, () => confirm(wrong)));
    const user = await collection<{ mailCode: { attempts: number } }>('users').findOne({
      username: alice.username,
    });
    expect(user?.mailCode.attempts).toBe(5);
  });

  test('a code after an hour', async () => {
    await ask();
    // As if it had been sent an hour ago.
    await collection('users').updateOne(
      { username: alice.username, 'mailCode.expiresAt': { $gt: new Date(Date.now() + 3_500_000) } },
      { $set: { 'mailCode.expiresAt': new Date() } },
    );
    expect(await confirm(sentCode())).toMatchObject(refused);
  });

  test('a code that a later one has replaced', async () => {
    await ask();
    const first = sentCode();
    setClock(() => Date.now() + 61_000);
    await ask();
    expect(await confirm(first)).toMatchObject(refused);
    expect(await confirm(sentCode())).toMatchObject({ status: 204 });
  });

  test('a code of an address that the account has no longer', async () => {
    await ask();
    await update({ email: 'other@example.org' });
    expect(await confirm(sentCode())).toMatchObject(refused);
  });

  test("another person's code", async () => {
    await ask();
    const bob = await createPerson('Bob');
    expect(await confirm(sentCode(), bob)).toMatchObject(refused);
  });

  test.each([12345678, '', 'abcdefgh', { $ne: '' }, '1'.repeat(21)])('%j', async (code) => {
    expect(await confirm(code)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

test('another address is unconfirmed, and so is the former one when it returns', async () => {
  await ask();
  await confirm(sentCode());
  const { email } = await profileOf();
  expect((await update({ email })).body).toMatchObject({ email_confirmed: true });
  expect((await update({ email: 'other@example.org' })).body).toMatchObject({ email_confirmed: false });
  expect((await update({ email })).body).toMatchObject({ email_confirmed: false });
});

test('answers do not reveal whether another account uses an address', async () => {
  const bob = await createPerson('Bob');
  await ask();
  await confirm(sentCode());
  const { email } = await profileOf();
  const body = { email };
  await call(updateHandler, { method: 'PATCH', path: '/me', token: bob.token, body });
  expect(await ask(bob)).toMatchObject({ status: 204 });
  expect(await confirm(sentCode(), bob)).toMatchObject({ status: 204 });
});

describe('limits:', () => {
  const limited = { status: 429, body: { code: 'rate_limited' } };

  test('one mail a minute to a person', async () => {
    await ask();
    expect(await ask()).toMatchObject({ ...limited, headers: { 'retry-after': '60' } });
    expect(server.received).toHaveLength(1);
  });

  test('one mail a minute to a person, also with another address', async () => {
    await ask();
    for (const email of ['other@example.org', 'third@example.org']) {
      await call(updateHandler, { method: 'PATCH', path: '/me', token: alice.token, body: { email } });
      expect(await ask()).toMatchObject(limited);
    }
    expect(server.received).toHaveLength(1);
  });

  test('what was not sent does not count', async () => {
    const limit = { RATE_LIMITS: 'mail_address=1/1d,mail_client=1/1h' };
    const away = await functionWith({ ...settings('smtp://127.0.0.1:1'), ...limit }, 'me/mail-code');
    const from = '203.0.113.8';
    expect(await ask(alice, away, from)).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
    const strict = await functionWith({ ...settings(server.url), ...limit }, 'me/mail-code');
    expect(await ask(alice, strict, from)).toMatchObject({ status: 204 });
  });

  test('as many as are set for an address of a client', async () => {
    const limit = { RATE_LIMITS: 'mail_client=1/1h' };
    const strict = await functionWith({ ...settings(server.url), ...limit }, 'me/mail-code');
    const from = '203.0.113.7';
    expect(await ask(alice, strict, from)).toMatchObject({ status: 204 });
    expect(await ask(await createPerson('Bob'), strict, from)).toMatchObject(limited);
  });

  test('five a day to a mailbox, from all accounts and in every spelling', async () => {
    const limit = { RATE_LIMITS: 'mail_address=5/1d' };
    const strict = await functionWith({ ...settings(server.url), ...limit }, 'me/mail-code');
    const people = await Promise.all(Array.from({ length: 6 }, () => createPerson('many')));
    const answers = [];
    for (const [index, { token }] of people.entries()) {
      const email = `${['shared', 'Shared', 'shared+tag', 'SHARED+a+b'][index % 4]}@example.org`;
      await call(updateHandler, { method: 'PATCH', path: '/me', token, body: { email } });
      answers.push((await ask({ ...alice, token }, strict)).status);
    }
    expect(answers).toEqual([204, 204, 204, 204, 204, 429]);
  });

  test('as many as are set for all people together', async () => {
    const limit = { RATE_LIMITS: 'mail_total=1/1h' };
    const strict = await functionWith({ ...settings(server.url), ...limit }, 'me/mail-code');
    const answers = [await ask(alice, strict), await ask(await createPerson('Bob'), strict)];
    // Earlier tests of this hour have used it up, or this one.
    expect(answers.at(-1)).toMatchObject(limited);
  });
});

describe('a mail server that', () => {
  test.each([
    ['550 5.1.1 No such user', 409, 'mail_refused'],
    ['550 No such user', 409, 'mail_refused'],
    ['552 5.2.2 Mailbox full', 503, 'mail_unavailable'],
    ['530 Authentication required', 503, 'mail_unavailable'],
    ['550 relay not permitted', 503, 'mail_unavailable'],
    ['550 5.7.1 Relaying denied', 503, 'mail_unavailable'],
    ['451 4.3.0 Try again later', 503, 'mail_unavailable'],
  ])('answers %s', async (recipient, status, code) => {
    server.behave({ recipient });
    expect(await ask()).toMatchObject({ status, body: { code } });
    server.behave({});
    // It does not count as sent.
    expect(await ask()).toMatchObject({ status: 204 });
  });

  test('refuses the text', async () => {
    server.behave({ data: '554 5.6.0 Spam' });
    expect(await ask()).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
  });

  test.each<[string, object]>([
    ['accepts too late', { acceptsAfter: 4_500 }],
    ['accepts, and hangs up without an answer', { hangsUp: true }],
  ])('%s has sent a code that counts', async (_, manners) => {
    server.behave(manners);
    expect(await ask()).toMatchObject({ status: 204 });
    expect(server.received).toHaveLength(1);
    expect(await confirm(sentCode())).toMatchObject({ status: 204 });
  });

  test('says nothing', async () => {
    server.behave({ silent: true });
    const startedAt = performance.now();
    expect(await ask()).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('is away', async () => {
    const gone = await startMailServer();
    await gone.stop();
    expect(await ask(alice, await functionAt(gone.url))).toMatchObject({ status: 503 });
  });

  test('asks for a password gets it, and a wrong one sends nothing', async () => {
    const strict = await startMailServer({ user: 'me@x', password: 'p:/@ss' });
    expect(await ask(alice, await functionAt(strict.url))).toMatchObject({ status: 204 });
    expect(strict.logins).toEqual(['me@x:p:/@ss']);
    const wrong = strict.url.replace('me%40x', 'you');
    expect(await ask(await createPerson('Bob'), await functionAt(wrong))).toMatchObject({ status: 503 });
    expect(strict.received).toHaveLength(1);
    await strict.stop();
  });

  test('has a certificate that nobody trusts gets no mail', async () => {
    const strange = await startMailServer({ starttls: true });
    expect(await ask(alice, await functionAt(strange.url))).toMatchObject({ status: 503 });
    expect(strange.received).toEqual([]);
    await strange.stop();
  });
});

test('without mail there are no codes and no digests', async () => {
  const settingsOff = { MAIL_FROM: '', MAIL_URL: '' };
  const disabled = { status: 404, body: { code: 'mail_disabled' } };
  expect(await ask(alice, await functionWith(settingsOff, 'me/mail-code'))).toMatchObject(disabled);
  const change = await functionWith(settingsOff, 'me/update');
  const request = { method: 'PATCH', path: '/me', token: alice.token, body: { digest: '8h' } };
  expect(await call(change, request)).toMatchObject(disabled);
});

test('the code is stored as a hash only, and the address not among the limits', async () => {
  await update({ email: 'needle@haystack.example' });
  await ask();
  const found = await rawSearch([sentCode(), sentCode().replace(' ', ''), 'needle@haystack.example']);
  expect(found.map((each) => each.split(':')[0])).toEqual(['users']);
  const { body } = await call(exportHandler, { path: '/me/export', token: alice.token });
  expect(body.profile).toMatchObject({ email_confirmed: false });
});
