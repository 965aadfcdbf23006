/** @returns whether the text is in the clipboard now */
export async function copyText(text: string): Promise<boolean> {
  // Not in pages whose connection is not secure.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    await clipboard?.writeText(text);
    return clipboard !== undefined || copyBySelection(text);
  } catch {
    return copyBySelection(text);
  }
}

/** The older way to copy, which needs no secure connection. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden-text';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    focused?.focus({ preventScroll: true });
  }
}
