/** What the terminal's views say about the connection, and about log-ins on other devices. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { LOST, watchConnection } from '../../../../clients/cli/src/interactive/connection-notice.ts';
import { FakeSocket, list, onlineChat } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

test('a log-in elsewhere is shown until it is seen, and after a lost connection is back', async () => {
  ({ chat } = await onlineChat(() => list([])));
  let drawn = 0;
  const notice = watchConnection(chat as never, () => drawn++);
  expect(notice.text).toBe('');
  const data = { SessionId: 's2', Device: 'Fire\u001b[31mfox', CreatedAt: '2026-11-29T12:00:00.000Z' };
  FakeSocket.latest.push({ type: 'session.started', data });
  expect(drawn).toBe(1);
  expect(notice.text).toMatch(/^New log-in: Fire.*fox\. Not you\?/);
  expect(notice.text).not.toContain('\u001b');
  FakeSocket.latest.close();
  await expect.poll(() => notice.text).toBe(LOST);
  await expect.poll(() => notice.text, { timeout: 5_000 }).toContain('New log-in');
  notice.acknowledge();
  expect(notice.text).toBe('');
  notice.stop();
});
