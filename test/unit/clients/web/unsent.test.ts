import { expect, it } from 'vitest';
import { withUnsent } from '../../../../clients/web/src/state/unsent.ts';
import { row } from '../../../support/sockets/fake-socket.ts';

const waiting = (user: string, second: number) => ({ user, queuedAt: `2026-11-29T09:00:0${second}.000Z` });
const bob = row('Bob');

it('lists people whose first message waits, the latest on top, and each once', () => {
  const entries = [waiting('carol', 1), waiting('bob', 2), waiting('dave', 3), waiting('Carol', 4)];
  const rows = withUnsent([bob], entries);
  expect(rows.map(({ User, ActiveAt }) => [User, ActiveAt.slice(17, 19)])).toEqual([
    ['Carol', '04'],
    ['dave', '03'],
    ['Bob', expect.any(String)],
  ]);
});

it('changes nothing where every person is listed, and adds no row for the id of a conversation', () => {
  const conversations = [bob];
  expect(withUnsent(conversations, [waiting('BOB', 1), waiting('~0a1b2c', 2)])).toBe(conversations);
});
