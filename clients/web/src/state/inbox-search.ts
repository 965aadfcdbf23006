import { signal } from '@preact/signals';

/** What is typed into the inbox's search field: kept while a conversation is open on a phone. */
export const inboxSearch = signal('');
