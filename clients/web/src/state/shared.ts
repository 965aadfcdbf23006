/** What another app has shared with this page. */
import { signal } from '@preact/signals';
import { sharedTextOf } from './shared-text.ts';

/** '' once it has a conversation, or the user has declined */
export const sharedText = signal(sharedTextOf(location.search));

// A reload would ask again.
if (sharedText.peek() !== '') history.replaceState(null, '', location.pathname + location.hash);
