/** Which names in the inbox do not say by themselves who it is. */
import { computed } from '@preact/signals';
import { inbox } from './inbox.ts';
import { ambiguousNames } from './names.ts';
import { personOf } from './people.ts';

const found = computed(() => {
  const { conversations, archived, requests } = inbox.value;
  const peers = [...conversations, ...archived, ...requests].filter(({ Deleted }) => !Deleted);
  const people = peers.map(({ User }) => personOf(User, { ask: false }).value);
  return [...ambiguousNames(people)].sort().join(' ');
});

/** The same set as long as the names in it are the same, so that a change of presence draws nothing again. */
const names = computed(() => new Set(found.value.split(' ')));

export const isAmbiguous = (username: string): boolean => names.value.has(username.toLowerCase());
