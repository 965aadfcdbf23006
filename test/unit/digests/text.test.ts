/** What a mail about unread messages says. */
import { expect, test } from 'vitest';
import { digestText } from '#lib/digests/text.ts';

const waitingIn = (name: string) => ({
  name,
  count: 2,
  hasMore: false,
  isOfMentions: false,
  since: new Date(),
});
const textOf = (...names: string[]) =>
  digestText({
    username: 'alice',
    delay: '8h',
    waiting: names.map(waitingIn),
    origin: 'https://chat.example.org',
  });

test('names are no markup', () => {
  expect(textOf('<b>"A" & B</b>').html).toContain(
    '<li><bdi>&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;</bdi>: 2 messages</li>',
  );
});

test.each(['win.example', 'https://win.example/?a=1', 'www.win.example', '@mallory.example'])(
  'a mail program makes no link of the name %s',
  (name) => {
    const { text, html } = textOf(name);
    // The product's own links are the only ones.
    for (const part of [text, html]) {
      expect(part).not.toContain('win.example');
      expect(part).not.toContain('mallory.example');
      expect(part.match(/https:\/\/[\w.]+/g)?.every((link) => link === 'https://chat.example.org')).toBe(
        true,
      );
    }
    expect(text.replaceAll('\u200b', '')).toContain(`- ${name}: 2 messages`);
  },
);

test('ten conversations are named, and the others counted', () => {
  const { text } = textOf(...Array.from({ length: 12 }, (_, index) => `Group ${index}`));
  expect(text).toContain('- Group 9: 2 messages\nand 2 more conversations\n');
  expect(text).not.toContain('Group 10');
});
