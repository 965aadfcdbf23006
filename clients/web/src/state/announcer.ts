/** Polite announcements for screen readers. A burst of messages becomes one summary. */
import { signal } from '@preact/signals';

export const announcement = signal('');

const GATHER_MS = 700;
let waiting: string[] = [];

export function announce(text: string): void {
  if (waiting.length === 0) setTimeout(speak, GATHER_MS);
  waiting.push(text);
}

function speak(): void {
  const [first = '', ...more] = waiting;
  waiting = [];
  const text = more.length > 0 ? `${more.length + 1} new messages` : first;
  // Repeating the same words is not a change: an invisible character makes it one.
  announcement.value = announcement.value === text ? `${text}\u200B` : text;
}
