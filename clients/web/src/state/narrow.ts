import { signal } from '@preact/signals';

/** As wide as in the style sheets. */
const query = matchMedia('(max-width: 43.99rem)');

/** The window is as narrow as a phone's, and shows one pane at a time. */
export const isNarrow = signal(query.matches);

query.addEventListener('change', () => {
  isNarrow.value = query.matches;
});
