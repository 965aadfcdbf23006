/** The notice about unsent messages at the end of the menus. */
import { expect, test } from 'vitest';
import type { CoreChat, OutboxEntry } from '#sdk';
import { reportWaiting } from '../../../../clients/cli/src/interactive/main.ts';

function said(...states: OutboxEntry['state'][]): string[] {
  const outbox = { entries: () => states.map((state) => ({ state })) } as unknown as CoreChat['outbox'];
  const sentences: string[] = [];
  reportWaiting({ complain: (sentence) => sentences.push(sentence) }, { outbox });
  return sentences;
}

test('announces only messages that will be sent without the user', () => {
  expect(said('failed', 'queued')).toEqual([
    '1 message is not sent yet: kept, and sent when corechat runs again.',
  ]);
  expect(said('sending', 'queued')).toEqual([expect.stringMatching(/^2 messages are not sent yet/)]);
  expect(said('failed')).toEqual([]);
});
