/** The preview of a message's link, as a line. */
import type { Message } from '../sdk.ts';
import { printable } from './printable.ts';

/** "↗ Ten tips for the harbour (Harbour News)"; nothing without one. @param mark stands for the arrow */
export function previewLines({ Preview: preview, DeletedAt }: Message, mark: string): string[] {
  if (!preview || DeletedAt !== null) return [];
  const site = preview.Site || URL.parse(preview.Url)?.host;
  return [`${mark} ${printable(preview.Title)}${site ? ` (${printable(site)})` : ''}`];
}
