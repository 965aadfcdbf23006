/** The text that stands for a message in lists. */
import type { Message } from '#sdk';
import { isVisible } from './text.ts';

interface NamedFile {
  readonly Name: string;
}

/** "📎 photo.jpg", "📎 3 files" */
const labelOf = (files: readonly NamedFile[]): string =>
  files.length === 1 ? `📎 ${files[0]?.Name}` : `📎 ${files.length} files`;

/** @returns its text; of a message without one what is attached, '' without either */
export const excerptOf = ({
  Message: text,
  Attachments: files = [],
}: Pick<Message, 'Message' | 'Attachments'>): string =>
  !isVisible(text) && files.length > 0 ? labelOf(files) : text;
