/** The hit whose message is open, and whose words are marked there. */
import { effect, signal } from '@preact/signals';
import type { SearchHit } from '#sdk';
import { route } from '../../app/router.ts';

export const openedHit = signal<SearchHit>();

effect(() => {
  const { value: at } = route;
  const id = openedHit.peek()?.Message.Id;
  if (id !== undefined && !(at.name === 'chat' && at.message === id)) openedHit.value = undefined;
});
