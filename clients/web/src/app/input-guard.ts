/** Refuses what the page and its fields cannot take: files, and texts so long that the browser would stop for seconds. */
import { limits } from '#sdk';
import { notify } from '../state/toasts.ts';

/** The tray of a conversation takes files before (FileTray.tsx). */
const sayNoFiles = () => notify('Files can be sent in a conversation only.', 'error');

const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;

type Field = HTMLInputElement | HTMLTextAreaElement;

const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

// The browser opens what is dropped beside a field, in place of the app.
addEventListener('dragover', (event) => {
  const { dataTransfer, target } = event;
  if (!dataTransfer || (isField(target) && !hasFiles(dataTransfer))) return;
  event.preventDefault();
  // Only what may be dropped is reported when it is.
  dataTransfer.dropEffect = hasFiles(dataTransfer) ? 'copy' : 'none';
});
addEventListener('drop', (event) => {
  const { dataTransfer, target } = event;
  if (isField(target) && !hasFiles(dataTransfer)) return;
  const isTaken = event.defaultPrevented;
  event.preventDefault();
  if (!isTaken && hasFiles(dataTransfer)) sayNoFiles();
});

addEventListener('paste', (event) => {
  const data = event.clipboardData;
  // Some programs add a picture of the text that was copied.
  if (event.defaultPrevented || !hasFiles(data) || data?.types.includes('text/plain')) return;
  event.preventDefault();
  sayNoFiles();
});

/** What is a little too long for a message can be shortened by hand. */
const LENGTH_MAX = 2 * limits.messageCharacters;

/** Whether a change would make a field too long. Nothing of it is inserted then: the user might send a part without noticing. */
function isTooLong({ value, selectionStart, selectionEnd }: Field, added: string): boolean {
  if (added.length <= 1) return false;
  const replaced = (selectionEnd ?? 0) - (selectionStart ?? 0);
  return value.length - replaced + added.length > LENGTH_MAX;
}

addEventListener('beforeinput', (event) => {
  const { target, data, dataTransfer } = event;
  const added = data ?? dataTransfer?.getData('text/plain') ?? '';
  if (!isField(target) || !isTooLong(target, added)) return;
  event.preventDefault();
  const [given, most] = [added.length, limits.messageCharacters].map((count) => count.toLocaleString('en'));
  notify(`Not inserted: this text has ${given} characters, and a message has at most ${most}.`, 'error');
});
