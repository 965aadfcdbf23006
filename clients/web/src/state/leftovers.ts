/**
 * Texts that stay in this browser after a log-out: drafts, and messages that are not sent. On a computer that others use, the user can
 * remove them; those of a deleted account are always removed.
 */
import { chat } from '../app/client.ts';
import { draftKey, ownerOfDraft } from './drafts.ts';
import { forgetLastUser } from './local.ts';
import { logOut } from './session.ts';
import { forgetDrafts } from './user-drafts.ts';

/** Reading `localStorage` itself throws where storage is forbidden. */
function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

const draftKeys = (username: string): string[] =>
  keys().filter((key) => key.startsWith(draftKey(username, '')));

export interface Leftovers {
  drafts: number;
  messages: number;
}

/** Of the user who is logged in. */
export const countLeftovers = (username: string): Leftovers => ({
  drafts: draftKeys(username).length,
  messages: chat.outbox.entries().length,
});

/** Everything that shows who wrote what in this browser. Call it after the log-out: open fields write their drafts until then. */
export async function removeLeftovers(username: string): Promise<void> {
  forgetDrafts();
  // All keys of a user have the name in this place.
  const own = keys().filter((key) => key.split(':')[2]?.toLowerCase() === username.toLowerCase());
  for (const key of own) localStorage.removeItem(key);
  forgetLastUser(username);
  await chat.outbox.erase(username);
}

/** Removes at once, not when the server has answered: the user may close the page. The login form then shows no name. */
export async function logOutAndRemove(username: string): Promise<void> {
  forgetLastUser(username);
  const leaving = logOut();
  await removeLeftovers(username);
  await leaving;
}

/** An account can be deleted on another device, which this one learns when nobody is logged in here. */
export async function removeLeftoversOfDeleted(): Promise<void> {
  const owners = new Set([
    ...keys().flatMap((key) => ownerOfDraft(key) ?? []),
    ...(await chat.outbox.owners()),
  ]);
  for (const owner of owners) if (await chat.users.isGone(owner)) await removeLeftovers(owner);
}
