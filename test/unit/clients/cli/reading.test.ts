import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { messageText } from '../../../../clients/cli/src/commands/input.ts';
import { messageLine } from '../../../../clients/cli/src/commands/output.ts';
import { parseTime } from '../../../../clients/cli/src/commands/reading.ts';
import type { Context } from '../../../../clients/cli/src/context.ts';
import { previewOf } from '../../../../clients/cli/src/text/preview.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';
import { message } from '../../../support/clients/message.ts';

const AT = { stdout: process.stdout, symbols: symbolsFor({ LANG: 'C.UTF-8' }, 'linux') };

afterEach(() => vi.unstubAllEnvs());

test('--since takes a day in local time, as times are printed', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(parseTime('2026-11-22').toISOString()).toBe('2026-11-22T05:00:00.000Z');
  expect(parseTime('2026-11-22T09:14:00Z').toISOString()).toBe('2026-11-22T09:14:00.000Z');
  expect(parseTime('2026-11-22 09:14').toISOString()).toBe('2026-11-22T14:14:00.000Z');
  expect(parseTime('2026-11-22T09:14:05.5+01:00').toISOString()).toBe('2026-11-22T08:14:05.500Z');
  expect(parseTime('2028-02-29').toISOString()).toBe('2028-02-29T05:00:00.000Z');
});

test.each([
  ...[
    'soon',
    '',
    '10',
    '1',
    '2026',
    '2026-11',
    '22.11.2026',
    '11/22/2026',
    'Nov 22 2026',
    '+2026-11-22',
    ' 2026-11-22',
  ],
  ...['2026-02-30', '2027-02-29', '2026-04-31T09:14:00Z', '2026-13-01', '2026-00-10', '2026-11-00'],
  ...[
    '2026-11-22T25:00Z',
    '2026-11-22T09:60Z',
    '2026-11-22T09:14:60Z',
    '2026-11-22T09Z',
    '2026-11-22T09:14+25:00',
  ],
])('--since refuses %j', (text) => {
  expect(() => parseTime(text)).toThrow(`"${text}" is not a time. Write it as 2026-11-22,`);
});

test.each([
  [{ DeletedAt: '2026-11-22T09:14:00Z', Message: '' }, 'Message deleted', '(deleted)'],
  [{ Message: '\u2800' }, 'Blank message', '(blank)'],
  [{ Message: 'hi' }, 'hi', 'hi'],
])('the list and the conversation show something of %j', (fields, preview, text) => {
  const shown = message(1, fields);
  expect(previewOf(shown)).toBe(preview);
  expect(stripVTControlCharacters(messageLine(AT, shown))).toMatch(
    new RegExp(`: ${text.replace(/[()]/g, '\\$&')}$`),
  );
});

test('a conversation without messages has an empty preview', () => {
  expect(previewOf(null)).toBe('');
});

test.each(['', ' ', '\u2800', '\u3164\ufe0f'])('a message of %j is not sent', async (text) => {
  await expect(messageText({} as Context, [text])).rejects.toThrow('The message is empty.');
});

test('a printed forward names its first author, and a pinned message says so', () => {
  const shown = message(1, { Forwarded: { From: 'carol' }, PinnedAt: '2026-11-22T09:30:00.000Z' });
  const line = messageLine(AT, shown);
  expect(stripVTControlCharacters(line)).toMatch(/bob: forwarded from carol\n {4}text 1 \(pinned\)$/);
});

test('the preview of a link is a line below the text, also of a hostile page', () => {
  const Preview = {
    Url: 'https://example.org/a',
    Title: 'Ten \u001b[31mtips\u202e',
    Description: 'For the harbour',
    Site: '',
  };
  const line = stripVTControlCharacters(messageLine(AT, message(1, { Preview })));
  expect(line).toMatch(/text 1\n {4}↗ Ten .*tips.* \(example\.org\)$/);
  for (const control of ['\u001b', '\u202e']) expect(line).not.toContain(control);
  const deleted = message(1, { Preview, DeletedAt: '2026-11-22T09:30:00.000Z', Message: '' });
  expect(messageLine(AT, deleted)).not.toContain('tips');
});
