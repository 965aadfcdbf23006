/** Files and quotes of messages as lines of the terminal. */
import { expect, test } from 'vitest';
import { fileLines } from '../../../../clients/cli/src/text/files.ts';
import { quoteOf } from '../../../../clients/cli/src/text/quote.ts';
import { message } from '../../../support/clients/message.ts';

const file = { Id: 'id', Name: 'notes.txt', Type: 'text/plain', Size: 11 };

test('a file says that it is being checked, or was removed', () => {
  const Attachments = [file, { ...file, Scan: 'pending' as const }, { ...file, Scan: 'refused' as const }];
  expect(fileLines(message(1, { Attachments }), '@')).toEqual([
    '@ notes.txt (11 bytes)',
    '@ notes.txt (11 bytes, being checked for viruses)',
    '@ notes.txt (11 bytes, removed: failed the virus check)',
  ]);
});

test.each([
  ['Read these', ['text/plain', 'text/plain'], '2 files, Read these'],
  ['', ['image/png'], 'Picture'],
  ['Hello', undefined, 'Hello'],
])('a quote of %j with the files %j is %j', (Message, Files, shown) => {
  const Quoted = { From: 'bob', Message, Deleted: false, ...(Files ? { Files } : {}) };
  expect(quoteOf({ ReplyTo: 'id', Quoted }, 'alice')).toBe(`> bob: ${shown}`);
});
