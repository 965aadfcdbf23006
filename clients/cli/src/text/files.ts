/** Files of messages, as lines. */
import { fileSize, type Message } from '../sdk.ts';
import { printable } from './printable.ts';

interface NamedFile {
  Name: string;
  /** bytes */
  Size: number;
  Id?: string;
  Scan?: 'pending' | 'refused';
}

const SCANS = { pending: ', being checked for viruses', refused: ', removed: failed the virus check' };

/** "📎 photo.jpg (2.4 MB)". @param clip stands for the paper clip @param ids adds the id, for `corechat get` */
export const fileLine = (file: NamedFile, clip: string, ids = false): string =>
  `${clip} ${printable(file.Name)} (${fileSize(file.Size)}${file.Scan ? SCANS[file.Scan] : ''})${ids ? `  ${file.Id}` : ''}`;

export const fileLines = (
  { Attachments: files = [], DeletedAt }: Message,
  clip: string,
  ids = false,
): string[] => (DeletedAt === null ? files.map((file) => fileLine(file, clip, ids)) : []);

/** In lists, for a message without a text: "photo.jpg", "3 files"; '' without files. */
export function filesNote(files: readonly { Name: string }[] | undefined): string {
  if (!files || files.length === 0) return '';
  return files.length === 1 ? (files[0]?.Name ?? '') : `${files.length} files`;
}
