/** Mails as they are composed, and what is asked of a mail server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { composeMail } from '#lib/platform/mail-message.ts';
import { deliverMail, isAboutMailbox, optionsFor } from '#lib/platform/smtp.ts';
import { parseMail, startMailServer } from '../../support/mail/mail-server.ts';

const mail = { to: 'bob@example.org', subject: 'Hello', text: 'Grüße 👋\n.\nbye' };
const compose = (more: object = {}) =>
  composeMail({ ...mail, ...more }, 'chat@example.org', new Date('2026-11-30T08:05:09Z'));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test('a text is kept as it is, in lines that any server takes', () => {
  const source = compose({ text: 'Grüße 👋 '.repeat(500) });
  expect(parseMail(source)).toMatchObject({
    text: 'Grüße 👋 '.repeat(500),
    headers: { to: '<bob@example.org>', subject: 'Hello', date: 'Mon, 30 Nov 2026 08:05:09 +0000' },
  });
  for (const line of source.split('\r\n')) {
    expect(line).toMatch(/^[\x20-\x7e]{0,100}$/);
    expect(line).not.toMatch(/^\./);
  }
});

test('a short text of ASCII can be read in the file', () => {
  const text = 'Hello bob,\n\n    1234 5678\n';
  const source = compose({ text });
  expect(source).toContain('\r\n\r\nHello bob,\r\n\r\n    1234 5678\r\n');
  expect(parseMail(source).text).toBe(text);
});

test('with HTML it has two parts of the same', () => {
  expect(parseMail(compose({ html: '<p>Grüße</p>' }))).toMatchObject({
    text: mail.text,
    html: '<p>Grüße</p>',
    headers: { 'content-type': expect.stringMatching(/^multipart\/alternative; boundary="\w+"$/) },
  });
});

test.each([{ subject: 'a\r\nBcc: eve@example.org' }, { headers: { 'X-Y': 'a\nb' } }, { to: 'a\n@b' }])(
  'no value begins another header: %j',
  (more) => {
    expect(() => compose(more)).toThrow(TypeError);
  },
);

test.each([
  ['smtps://mail.example.org', { secure: true, port: undefined }],
  ['smtp://mail.example.org:2525', { secure: false, requireTLS: true, port: 2525 }],
  ['smtp://[2001:db8::1]', { host: '2001:db8::1', requireTLS: true }],
  ['smtp://127.0.0.1:1025', { secure: false, requireTLS: false }],
])('%s is encrypted, but on this machine', (url, options) => {
  expect(optionsFor(new URL(url))).toMatchObject(options);
});

test.each([
  ['550 5.1.1 No such user', true],
  ['550 5.1.1 User unknown in relay recipient table', true],
  ['550 No such user', true],
  ['550 <relay@example.org>: unknown', true],
  ['553-Mailbox name\n553 is not valid', true],
  ['552 5.2.2 Mailbox full', false],
  ['552 Mailbox full', false],
  ['530 Authentication required', false],
  ['550 relay not permitted', false],
  ['550-Please turn on SMTP Authentication\n550 in your mail program', false],
  ['550 5.7.1 Relaying denied', false],
  ['550 5.1.8 Sender address rejected: Domain not found', false],
  ['554 5.7.1 Service unavailable', false],
  ['450 4.1.1 Try again', false],
])('whether %j is about the mailbox: %s', (response, expected) => {
  const responseCode = Number(response.slice(0, 3));
  expect(isAboutMailbox({ command: 'RCPT TO', responseCode, response })).toBe(expected);
});

describe('a server', () => {
  const deliver = (url: string, timeoutMs?: number) =>
    deliverMail(new URL(url), { from: 'chat@example.org', to: mail.to }, compose(), timeoutMs);

  test.each<[string, object, string]>([
    ['accepts in time', { acceptsAfter: 100 }, 'sent'],
    ['accepts too late', { acceptsAfter: 1_500 }, 'unknown'],
    ['has the mail and hangs up', { hangsUp: true }, 'unknown'],
    ['refuses the text', { data: '554 5.6.0 Spam' }, 'later'],
    ['postpones the text', { data: '451 4.3.0 Later' }, 'later'],
    ['says nothing', { silent: true }, 'later'],
  ])('that %s', async (_, manners, outcome) => {
    const server = await startMailServer();
    server.behave(manners);
    expect(await deliver(server.url, 1_000)).toBe(outcome);
    await server.stop();
  });

  test('whose password is not decodable gets nothing', async () => {
    const server = await startMailServer({ user: 'me', password: 'secret' });
    const startedAt = performance.now();
    expect(await deliver(server.url.replace('secret', 'pa%ss'))).toBe('later');
    // Not by the time limit, after an error that nobody catches.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await server.stop();
  });
});

test('a directory keeps the newest hundred mails, which only their owner reads', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'corechat-mails-'));
  vi.stubEnv('MAIL_FROM', 'chat@example.org');
  vi.stubEnv('MAIL_URL', pathToFileURL(directory).href);
  vi.resetModules();
  const { sendMail } = await import('#lib/platform/mail.ts');
  const { setClock } = await import('#lib/platform/clock.ts');
  for (let second = 0; second < 102; second++) {
    setClock(() => Date.UTC(2026, 10, 30) + second * 1_000);
    expect(await sendMail({ ...mail, subject: `Mail ${second}` })).toBe('sent');
  }
  setClock();
  const names = readdirSync(directory).sort();
  expect(names).toHaveLength(100);
  const subjectOf = (name = '') => parseMail(readFileSync(join(directory, name), 'utf8')).headers.subject;
  expect([subjectOf(names[0]), subjectOf(names.at(-1))]).toEqual(['Mail 2', 'Mail 101']);
  rmSync(directory, { recursive: true });
});

test.each([
  { MAIL_FROM: 'chat@example.org' },
  { MAIL_FROM: 'nobody', MAIL_URL: 'smtp://mail.example.org' },
  { MAIL_FROM: 'chat@example.org', MAIL_URL: 'https://mail.example.org' },
  { MAIL_FROM: 'chat@example.org', MAIL_URL: 'smtp://' },
])('a wrong configuration stops the start: %j', async (given) => {
  const { parseConfig } = await import('#lib/platform/config.ts');
  const needed = { MONGODB_URI: 'mongodb://x', SECRETS: '', ...given };
  expect(() => parseConfig(needed)).toThrow(/MAIL_/);
});

test('a password with a bare % is refused with the reason', async () => {
  const { parseConfig } = await import('#lib/platform/config.ts');
  const given = { MAIL_FROM: 'chat@example.org', MAIL_URL: 'smtp://user:pa%ss@mail.example.org' };
  const needed = { MONGODB_URI: 'mongodb://x', SECRETS: '', ...given };
  expect(() => parseConfig(needed)).toThrow(/MAIL_URL .*percent-encoded/);
});
