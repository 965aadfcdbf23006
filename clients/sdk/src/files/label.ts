/** What a message has, for lists and quotes. */
import { type FileKind, kindOf } from './kinds.ts';

const NAMES: Record<FileKind, [one: string, several: string]> = {
  image: ['Picture', 'pictures'],
  video: ['Video', 'videos'],
  audio: ['Sound', 'sounds'],
  file: ['File', 'files'],
};

/** @param types media types of its files @returns "Picture", "2 videos", "3 files" for those of several kinds; '' without files */
export function filesLabel(types: readonly string[] = []): string {
  if (types.length === 0) return '';
  const [kind = 'file', ...others] = new Set(types.map(kindOf));
  const [one, several] = NAMES[others.length > 0 ? 'file' : kind];
  return types.length === 1 ? one : `${types.length} ${several}`;
}
