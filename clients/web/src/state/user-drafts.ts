/** The drafts of the user who is logged in. */
import { signal } from '@preact/signals';
import { createDrafts, type Drafts, draftKey } from './drafts.ts';
import { self } from './session.ts';

/** Grows with each change of any draft: reading it makes a component draw again. */
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

export const readDraft = (peer: string): string => store().read(peer);
export const writeDraft = (peer: string, text: string): boolean => store().write(peer, text);

/** Key of the draft for editing a message, beside those for peers: no username has a colon. */
export const editDraftKey = (messageId: string): string => `change:${messageId}`;

addEventListener('storage', ({ key }) => {
  if (key === null || key.startsWith(draftKey(self(), ''))) changed();
});
