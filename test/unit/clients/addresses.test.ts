/** Whether an address is a username or the id of a conversation is decided in one file of the clients. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isConversationId } from '#sdk';

/** A text that begins with the mark of an id, alone or in a pattern. */
const MARK = /['"`]~['"`]|\/\^~/;

/** The Markdown parser of the web app has a rule for each character. */
const OTHER_USES = ['clients/web/src/components/text/markup.ts'];

it('tells an id from a username', () => {
  expect(['~3fJ', '~', 'bob', 'b~b', ''].map(isConversationId)).toEqual([true, true, false, false, false]);
});

it('is the only place of the clients that knows the mark', () => {
  const sources = globSync('clients/{sdk,web,cli}/src/**/*.{ts,tsx}');
  expect(sources.length).toBeGreaterThan(200);
  const found = sources.filter((file) =>
    MARK.test(readFileSync(file, 'utf8').replace(/^\s*(?:\*|\/\*|\/\/).*/gm, '')),
  );
  expect(found.sort()).toEqual(['clients/sdk/src/address.ts', ...OTHER_USES]);
});
