import { signal } from '@preact/signals';

/** The text in the inbox's search field: kept while a conversation is open on a phone. */
export const inboxSearch = signal('');
