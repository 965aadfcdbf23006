/** The hit whose message is open, and whose words are marked there. */
import { effect, signal } from '@preact/signals';
import type { SearchHit } from '#sdk';
import { route } from '../../app/router.ts';

export const openedHit = signal<SearchHit>();

/** What was found with it in the same conversation, newest first. */
export const openedHits = signal<{ hits: readonly SearchHit[]; more: boolean }>({ hits: [], more: false });

/** @param found of the search, newest first; `more`: there are others that are not loaded */
export function openHit(hit: SearchHit, { hits, more }: { hits: readonly SearchHit[]; more: boolean }): void {
  openedHit.value = hit;
  const { Conversation } = hit.Message;
  openedHits.value = { hits: hits.filter(({ Message }) => Message.Conversation === Conversation), more };
}

effect(() => {
  const { value: at } = route;
  const id = openedHit.peek()?.Message.Id;
  if (id !== undefined && !(at.name === 'chat' && at.message === id)) openedHit.value = undefined;
});
