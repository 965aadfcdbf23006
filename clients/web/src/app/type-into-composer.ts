/** Fields, and elements for which letters are commands. */
const TAKES_LETTERS = 'input, textarea, select, [contenteditable], [role="menu"], dialog';

/** Whether a key writes or pastes something. The space scrolls. */
function writes(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  // Windows reports AltGr, which many letters need, as Ctrl and Alt.
  const isPlain = !(ctrlKey || metaKey || altKey) || event.getModifierState('AltGraph');
  if (isPlain) return key === 'Dead' || (key !== ' ' && [...key].length === 1);
  return (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'v';
}

/** Text that is typed while no field has the focus goes to the composer: no key is lost after a click into the conversation. */
export function typeIntoComposer(event: KeyboardEvent): void {
  const { target } = event;
  if (event.defaultPrevented || !writes(event)) return;
  if (target instanceof Element && target.closest(TAKES_LETTERS)) return;
  if (document.querySelector('dialog[open], [role="menu"]')) return;
  // The browser writes the key where the focus is after this event.
  document.querySelector<HTMLElement>('.composer-input')?.focus();
}
