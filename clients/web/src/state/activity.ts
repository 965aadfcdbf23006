/** What happens to the account elsewhere: a notice at once, and a mark until the user has looked at the list. */
import { type Activity, isActivityElsewhere } from '#sdk';
import { chat } from '../app/client.ts';
import { href } from '../app/router.ts';
import { hasNewActivity } from './activity-mark.ts';
import { remember, remembered } from './local.ts';
import { self } from './session.ts';
import { notify } from './toasts.ts';

/** Time of the newest entry that was looked at in this browser, by user. */
const seenKey = (): string => `corechat:activity-seen:${self().toLowerCase()}`;

const CHECKED = 20;

/** @returns the newest entries */
export async function latestActivity(limit: number): Promise<Activity[]> {
  for await (const page of chat.me.activity({ limit }).pages()) return page;
  return [];
}

export function markSeen(entries: readonly Activity[]): void {
  const [newest] = entries;
  if (newest) remember(seenKey(), newest.At);
  hasNewActivity.value = false;
}

/** A browser that has seen nothing yet begins with what is there: its own log-in, and what came before. */
async function check(): Promise<void> {
  const entries = await latestActivity(CHECKED);
  const seen = remembered(seenKey());
  if (seen === null) markSeen(entries);
  else hasNewActivity.value = entries.some((entry) => entry.At > seen && isActivityElsewhere(entry));
}

/** The mark is a hint: without an answer it stays as it is, until the next connection. */
const checkSoon = (): void => void check().catch(() => {});

chat.on('connection', ({ state }) => {
  if (state === 'online') checkSoon();
});

chat.on('device', ({ device }) => {
  hasNewActivity.value = true;
  notify(`New log-in: ${device}.`, 'info', {
    text: 'Not you? End it',
    href: href({ name: 'settings', section: 'devices' }),
  });
});

chat.on('session', ({ state }) => {
  if (state === 'logged-out') hasNewActivity.value = false;
});

if (chat.connection === 'online') checkSoon();
