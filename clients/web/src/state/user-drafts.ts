/** The drafts of the user who is logged in. */
import { signal } from '@preact/signals';
import { createDrafts, type Drafts, draftKey, joined } from './drafts.ts';
import { self } from './session.ts';

/** Grows with each change of any draft, here or in another tab: reading it makes a component draw again. */
export const draftsChanged = signal(0);

const changed = () => {
  draftsChanged.value++;
};

let drafts: { self: string; store: Drafts } | undefined;

function store(): Drafts {
  const user = self();
  if (drafts?.self !== user) drafts = { self: user, store: createDrafts(storageOrNothing, user, changed) };
  return drafts.store;
}

/** Reading `localStorage` itself throws where storage is forbidden. */
const storageOrNothing = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value),
  removeItem: (key: string) => localStorage.removeItem(key),
};

/** Also drafts that the storage did not take. */
export function forgetDrafts(): void {
  drafts = undefined;
  changed();
}

export const readDraft = (peer: string): string => store().read(peer);
export const writeDraft = (peer: string, text: string): boolean => store().write(peer, text);
/** See `Drafts.change`. */
export const changeDraft = (peer: string, from: string, to: string): string => store().change(peer, from, to);

/** Key of the draft for editing a message, beside those for peers: no username has a colon. */
export const editDraftKey = (messageId: string): string => `change:${messageId}`;

/** The message was deleted: what was written to change it is added to the draft of its conversation. @returns whether there was a text */
export function keepEditAsDraft(messageId: string, peer: string): boolean {
  const text = readDraft(editDraftKey(messageId));
  if (text === '') return false;
  writeDraft(peer, joined(readDraft(peer), text));
  writeDraft(editDraftKey(messageId), '');
  return true;
}

addEventListener('storage', ({ key }) => {
  if (key === null || key.startsWith(draftKey(self(), ''))) changed();
});
// A page that slept got no events.
addEventListener('pageshow', changed);
document.addEventListener('visibilitychange', changed);
