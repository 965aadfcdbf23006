import { expect, test } from 'vitest';
import { type NoticedMessage, Notices, notifiesOf } from '../../../../clients/web/src/state/notices.ts';
import { message } from '../../../support/clients/message.ts';

/** Records what is shown and withdrawn, in order. */
function recorded() {
  const log: string[] = [];
  const dismissals: (() => void)[] = [];
  const notices = new Notices(({ Message }, alerts, dismissed) => {
    log.push(`${alerts ? 'alerts of' : 'shows'} ${Message}`);
    dismissals.push(dismissed);
    return { close: () => log.push(`closes ${Message}`) };
  });
  return { notices, log, dismissals };
}

const deleted = (seq: number, Version: number) =>
  message(seq, { Version, Message: '', DeletedAt: '2026-11-22T09:00:00.000Z' });

test('each message alerts, also where one of the same conversation is shown', () => {
  const { notices, log } = recorded();
  notices.add(message(1));
  notices.add(message(2));
  notices.add(message(1, { Conversation: 'alice:carol', From: 'carol', Message: 'of carol' }));
  expect(log).toEqual(['alerts of text 1', 'alerts of text 2', 'alerts of of carol']);
});

test('messages that were read are withdrawn when the last one was', () => {
  const { notices, log } = recorded();
  const unreadAfter =
    (seq: number) =>
    ({ Seq }: NoticedMessage) =>
      Seq > seq;
  notices.add(message(1));
  notices.add(message(2));
  notices.keep(unreadAfter(1));
  expect(log).toHaveLength(2);
  notices.keep(unreadAfter(2));
  expect(log.slice(2)).toEqual(['closes text 2']);
  expect(notices.has('alice:bob')).toBe(false);
  notices.keep(() => false);
  expect(log).toHaveLength(3);
});

test('an edit of the message that is shown corrects it without a sound, that of another one shows nothing', () => {
  const { notices, log } = recorded();
  notices.add(message(1));
  notices.add(message(2));
  notices.change(message(1, { Version: 3, Message: 'one, edited' }));
  expect(log).toHaveLength(2);
  notices.change(message(2, { Version: 4, Message: 'two, edited' }));
  notices.change(message(2, { Version: 2, Message: 'late' }));
  notices.change(message(9, { Version: 9, Message: 'never shown' }));
  expect(log.slice(2)).toEqual(['shows two, edited']);
});

test('a deletion shows the message before it again, as it is now, and withdraws the only one', () => {
  const { notices, log } = recorded();
  notices.add(message(1));
  notices.add(message(2));
  notices.change(message(1, { Version: 3, Message: 'one, edited' }));
  notices.change(deleted(2, 4));
  expect(log.slice(2)).toEqual(['shows one, edited']);
  notices.change(deleted(1, 5));
  expect(log.slice(3)).toEqual(['closes one, edited']);
});

test('what the user has closed does not come back with an edit', () => {
  const { notices, log, dismissals } = recorded();
  notices.add(message(1));
  notices.add(message(2));
  // The browser closes the first one because the second one replaces it.
  dismissals[0]?.();
  expect(notices.has('alice:bob')).toBe(true);
  dismissals[1]?.();
  notices.change(message(2, { Version: 3, Message: 'edited' }));
  expect(log).toHaveLength(2);
});

test('nothing is left after clearing', () => {
  const { notices, log } = recorded();
  notices.add(message(1));
  notices.clear();
  notices.change(message(1, { Version: 2, Message: 'edited' }));
  expect(log).toEqual(['alerts of text 1', 'closes text 1']);
});

test('a conversation notifies of all messages, of mentions alone, or of none', () => {
  const plain = message(1);
  const mention = message(2, { Mentions: [{ Username: 'Alice', Start: 0, End: 6 }] });
  const ofAll = message(3, { Mentions: [{ Username: null, Start: 0, End: 4 }] });
  const ofAnother = message(4, { Mentions: [{ Username: 'carol', Start: 0, End: 6 }] });
  const noticed = (setting: Parameters<typeof notifiesOf>[0]) =>
    [plain, mention, ofAll, ofAnother].map((each) => notifiesOf(setting, each, 'alice'));
  expect(noticed({})).toEqual([true, true, true, true]);
  expect(noticed({ Notify: 'all' })).toEqual([true, true, true, true]);
  expect(noticed({ Notify: 'mentions' })).toEqual([false, true, true, false]);
  expect(noticed({ Notify: 'none' })).toEqual([false, false, false, false]);
});
