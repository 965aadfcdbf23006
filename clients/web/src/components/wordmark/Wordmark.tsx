import './wordmark.css';

/** The mark: a speech bubble with a core. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="mark-bubble" d="M16 3A12 12 0 1 1 9.9 25.3L4.5 27l1.6-5.2A12 12 0 0 1 16 3Z" />
    <circle class="mark-core" cx="16" cy="15" r="4.5" />
  </svg>
);

export const Wordmark = () => (
  <span class="wordmark">
    <Mark />
    <span class="wordmark-name">CoreChat</span>
  </span>
);
