/** A text or link that another app shares with this one. It arrives in the address, see `share_target` in installable.ts. */
import { limits } from '#sdk';

/** @param search of an address @returns '' when nothing is shared */
export function sharedTextOf(search: string): string {
  const parameters = new URLSearchParams(search);
  const parts = ['share-title', 'share-text', 'share-url'].map((name) => parameters.get(name)?.trim() ?? '');
  // Many apps put the link, or the title, into the text as well.
  const isRepeated = (part: string, at: number) =>
    parts.some((other, index) => index !== at && other.includes(part) && (other !== part || index < at));
  const text = parts.filter((part, at) => part !== '' && !isRepeated(part, at)).join('\n');
  return [...text].slice(0, limits.messageCharacters).join('');
}
