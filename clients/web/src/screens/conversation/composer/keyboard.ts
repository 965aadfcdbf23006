/** On touch screens Enter makes a new line, as everywhere on them. */
export const hasKeyboard = () => matchMedia('(hover: hover) and (pointer: fine)').matches;

/** @returns what a key means in the composer, apart from what it types */
export function meaningOf(event: KeyboardEvent): 'submit' | 'up' | 'leave' | undefined {
  if (event.key === 'ArrowUp') return 'up';
  if (event.key === 'Escape') return 'leave';
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return undefined;
  return hasKeyboard() || event.ctrlKey || event.metaKey ? 'submit' : undefined;
}
