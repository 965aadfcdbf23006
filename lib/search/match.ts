/** Whether a text has what was searched for, and where. */
import { foldText } from './fold.ts';
import type { Phrase } from './query.ts';
import { isUnspaced, type Placed, placedWords } from './words.ts';

/** In UTF-16 code units of the text. */
export interface Range {
  start: number;
  /** behind the last one */
  end: number;
}

/** Further ones in a text are not given. */
const RANGES_MAX = 100;

/**
 * A letter with its marks: the part of a text that folds as it folds in the whole. Hangul may be written by parts of syllables, which
 * combine; narrow katakana have two marks that are letters.
 */
const CLUSTER =
  /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+\p{M}*|[^\p{M}\uff9e\uff9f][\p{M}\uff9e\uff9f]*|[\p{M}\uff9e\uff9f]+/gu;

/** What letters of ASCII fold to, which most are. */
const foldCluster = (cluster: string): string =>
  /^[\0-_a-\x7f]$/.test(cluster) ? cluster.toLowerCase() : foldText(cluster);

interface Folded {
  text: string;
  /** of each code unit of the folded text: where its cluster begins and ends in the original */
  clusters: Range[];
}

function foldWithPlaces(original: string): Folded {
  let text = '';
  const clusters: Range[] = [];
  for (const { 0: cluster, index: start } of original.matchAll(CLUSTER)) {
    const folded = foldCluster(cluster);
    text += folded;
    const place = { start, end: start + cluster.length };
    for (let unit = 0; unit < folded.length; unit++) clusters.push(place);
  }
  return { text, clusters };
}

const isAt = (words: readonly Placed[], index: number, { words: wanted, isOpen }: Phrase): boolean =>
  wanted.every((word, offset) => {
    const found = words[index + offset]?.word ?? '';
    const [isFirst, isLast] = [offset === 0, offset === wanted.length - 1];
    if (isUnspaced(word)) {
      if (!isUnspaced(found)) return false;
      if (isFirst && isLast) return found.includes(word);
      if (isFirst) return found.endsWith(word);
      return isLast ? found.startsWith(word) : found === word;
    }
    return isLast && isOpen ? found.startsWith(word) : found === word;
  });

/** Where a phrase is, of which `isAt` is true. */
function rangesAt(words: readonly Placed[], index: number, { words: wanted }: Phrase): Range[] {
  const [first, last] = [wanted[0] ?? '', wanted.at(-1) ?? ''];
  const { word, start } = words[index] as Placed;
  const behind = words[index + wanted.length - 1] as Placed;
  if (!isUnspaced(first)) return [{ start, end: behind.start + last.length }];
  if (wanted.length > 1)
    return [{ start: start + word.length - first.length, end: behind.start + last.length }];
  const ranges: Range[] = [];
  for (let at = word.indexOf(first); at !== -1; at = word.indexOf(first, at + first.length))
    ranges.push({ start: start + at, end: start + at + first.length });
  return ranges;
}

function rangesOf(words: readonly Placed[], phrase: Phrase): Range[] {
  return words.flatMap((_, index) => (isAt(words, index, phrase) ? rangesAt(words, index, phrase) : []));
}

/** In their order, with overlapping ones as one. */
function united(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const { start, end } of ranges.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/**
 * Where a text has each of the phrases, in order.
 * @returns undefined when it lacks one of them
 */
export function findMatches(text: string, phrases: readonly Phrase[]): Range[] | undefined {
  if (phrases.length === 0) return [];
  const whole = foldText(text);
  const words = placedWords(whole);
  const found = phrases.map((phrase) => rangesOf(words, phrase));
  if (found.some((ranges) => ranges.length === 0)) return undefined;
  const { text: folded, clusters } = foldWithPlaces(text);
  // Where a letter does not fold by itself, the places are not known.
  if (folded !== whole) return [];
  const places = found.flat().map(({ start, end }) => ({
    start: clusters[start]?.start ?? 0,
    end: clusters[end - 1]?.end ?? text.length,
  }));
  return united(places).slice(0, RANGES_MAX);
}
