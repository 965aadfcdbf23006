import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { withMentions } from '../../../../clients/cli/src/text/mentions.ts';
import { message } from '../../../support/clients/message.ts';

const own = (word: string) => styleText(['bold', 'yellow'], word);
const other = (word: string) => styleText(['bold'], word);

test('mentions are bold, and those of the user in another colour', () => {
  const Message = '@bob, @bob.smith and @all: not @bobby';
  const Mentions = [
    { Username: 'bob', Start: 0, End: 4 },
    { Username: 'bob.smith', Start: 6, End: 16 },
    { Username: null, Start: 21, End: 25 },
  ];
  expect(
    withMentions(
      ['alice: @bob, @bob.smith', 'and @all: not @bobby'],
      message(1, { Message, Mentions }),
      'Bob',
    ),
  ).toEqual([`alice: ${own('@bob')}, ${other('@bob.smith')}`, `and ${own('@all')}: not @bobby`]);
});

test('without mentions rows stay as they are', () => {
  const rows = ['@bob'];
  expect(withMentions(rows, message(1, { Message: '@bob' }), 'bob')).toBe(rows);
});
