/** Lets a text area grow with its text, where CSS does not do so by itself. Its limits are in the style sheet. */
const GROWS_BY_ITSELF = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

export function fitHeight(area: HTMLTextAreaElement): void {
  if (GROWS_BY_ITSELF) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
