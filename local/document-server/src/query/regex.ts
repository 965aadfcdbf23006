/** PCRE patterns as JavaScript regular expressions. */
import type { Regex } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { Pattern } from './pattern.ts';

const cache = new Map<string, Pattern>();
const CACHE_LIMIT = 500;

const invalid = (reason: string): ServerError =>
  new ServerError(51091, `Regular expression is invalid: ${reason}`);

/** Compiles a pattern with the server's options i, m, s, x and u. */
export function compileRegex({ pattern, flags }: Regex): Pattern {
  const key = `${flags}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = new Pattern(compile(pattern, flags));
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

function compile(pattern: string, flags: string): RegExp {
  for (const flag of flags) {
    if (!'imsxu'.includes(flag)) throw new ServerError(51108, `invalid flag in regex options: ${flag}`);
  }
  const options = new Set(flags);
  let source = pattern;
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline) {
    for (const flag of inline[1] as string) options.add(flag);
    source = source.slice(inline[0].length);
  }
  const translated = translate(source, options.has('x'), options.has('m'));
  const jsFlags = [...options].filter((flag) => 'ims'.includes(flag)).join('');
  // redos: clients of the database may send any expression; Pattern bounds what matching takes.
  try {
    return new RegExp(translated, `${jsFlags}u`);
  } catch {
    // Unicode mode refuses escapes that PCRE takes as the character itself; the plain mode accepts them.
  }
  // redos: as above.
  try {
    return new RegExp(translated, jsFlags);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

const TEXT_START = '(?-m:^)';
const TEXT_END = '(?-m:$)';
/** The end of the text, or the place before a line break that ends it. */
const LAST_LINE_END = `(?=\\n?${TEXT_END})`;

/** White space in ASCII, which is all that PCRE takes for it. */
const SPACE = '\\t-\\r ';

const POSIX: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: SPACE,
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
};

/** Rewrites what PCRE spells differently, and refuses what JavaScript would silently read in another way. */
function translate(source: string, extended: boolean, multiline: boolean): string {
  let out = '';
  let inClass = false;
  // Per open group: the groups that inline options such as (?i) have opened in it. They end with it, and because
  // the options also hold for the alternatives that follow, they are closed and opened again around each bar.
  const opened: string[][] = [[]];
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string;
    if (char === '\\') {
      const next = source[++i] ?? '';
      out += inClass ? (next === 's' ? SPACE : `\\${next}`) : escapeOutside(next);
    } else if (inClass) {
      const posix = /^\[:(\w+):\]/.exec(source.slice(i));
      if (posix) {
        const set = POSIX[posix[1] as string];
        if (set === undefined) throw invalid('unknown POSIX class name');
        out += set;
        i += posix[0].length - 1;
      } else {
        inClass = char !== ']';
        out += char === '[' ? '\\[' : char;
      }
    } else if (char === '[') {
      inClass = true;
      out += char;
      if (source[i + 1] === '^') out += source[++i];
      // A bracket that comes first is a member of the class.
      if (source[i + 1] === ']') {
        out += '\\]';
        i++;
      }
    } else if (extended && /\s/.test(char)) {
      // white space means nothing in extended patterns
    } else if (extended && char === '#') {
      while (i < source.length && source[i] !== '\n') i++;
    } else if (char === '$' && !multiline) {
      out += LAST_LINE_END;
    } else if (/^(?:[*+?}]\+|\(\?>|\(\?[|&R(#]|\(\*)/.test(source.slice(i, i + 3))) {
      throw invalid('possessive quantifiers, atomic groups, recursion and verbs are not supported');
    } else if (/^\(\?[ims]+\)/.test(source.slice(i, i + 6))) {
      const end = source.indexOf(')', i);
      const start = `${source.slice(i, end)}:`;
      opened.at(-1)?.push(start);
      out += start;
      i = end;
    } else if (char === '|') {
      const inner = opened.at(-1) ?? [];
      out += `${')'.repeat(inner.length)}|${inner.join('')}`;
    } else if (source.startsWith('(?P<', i)) {
      opened.push([]);
      out += '(?<';
      i += 3;
    } else if (char === '(') {
      opened.push([]);
      out += char;
    } else if (char === ')') {
      out += ')'.repeat((opened.pop()?.length ?? 0) + 1);
    } else {
      out += char;
    }
  }
  return out + ')'.repeat(opened[0]?.length ?? 0);
}

function escapeOutside(next: string): string {
  switch (next) {
    case 'A':
      return TEXT_START;
    case 's':
      return `[${SPACE}]`;
    case 'S':
      return `[^${SPACE}]`;
    case 'z':
      return TEXT_END;
    case 'Z':
      return LAST_LINE_END;
    case 'h':
      return '[ \\t]';
    case 'Q':
    case 'E':
    case 'G':
    case 'K':
    case 'R':
    case 'X':
      throw invalid(`\\${next} is not supported`);
    default:
      return `\\${next}`;
  }
}

/** The text that every match starts with, for patterns such as ^abc; undefined when there is none. */
export function literalPrefix({ pattern, flags }: Regex): { prefix: string; exact: boolean } | undefined {
  if (flags !== '' && flags !== 's' && flags !== 'u') return undefined;
  const match = /^(?:\^|\\A)([^\\^$.*+?()[\]{}|]*)(.*)$/s.exec(pattern);
  if (!match || pattern.includes('|')) return undefined;
  let prefix = match[1] as string;
  const rest = match[2] as string;
  // A quantifier makes the last character optional.
  if (/^[*?{]/.test(rest)) prefix = [...prefix].slice(0, -1).join('');
  return prefix === '' ? undefined : { prefix, exact: rest === '' };
}
