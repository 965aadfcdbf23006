import { signal } from '@preact/signals';

/** The text in the field that searches messages: kept while a hit is open on a phone. */
export const messageSearch = signal('');
