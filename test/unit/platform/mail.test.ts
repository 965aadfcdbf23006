/** Mails as they are composed, and what is asked of a mail server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { composeMail } from '#lib/platform/mail-message.ts';
import { optionsFor } from '#lib/platform/smtp.ts';
import { parseMail } from '../../support/mail/mail-server.ts';

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
