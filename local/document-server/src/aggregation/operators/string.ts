import { compareBinary } from '../../bson/compare.ts';
import { integer, toExactInteger } from '../../bson/number.ts';
import { Double, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { toText } from './conversion.ts';
import { type Argument, fixed, named, strict, unary } from './define.ts';

const MANY = Number.POSITIVE_INFINITY;

function text(value: Value | undefined, name: string, code: number): string {
  if (typeof value !== 'string')
    throw new ServerError(code, `${name} requires a string argument, found: ${typeName(value)}`);
  return value;
}

function whole(value: Value | undefined, name: string, code = 34451): number {
  const result = isNumeric(value)
    ? (toExactInteger(value) ?? (value instanceof Double ? BigInt(Math.trunc(value.value)) : undefined))
    : undefined;
  if (result === undefined)
    throw new ServerError(code, `${name}: an integral argument is required, found ${typeName(value)}`);
  return Number(result);
}

/** Case operators take anything that has a text; nothing gives the empty string. */
function recase(change: (value: string) => string): OperatorParser {
  return unary((arg) => (isNullish(arg) ? '' : change(toText(arg))));
}

const asciiUpper = (value: string): string => value.replace(/[a-z]/g, (char) => char.toUpperCase());
const asciiLower = (value: string): string => value.replace(/[A-Z]/g, (char) => char.toLowerCase());

function substrBytes([value, startArg, countArg]: Argument[], name: string): Argument {
  const bytes = Buffer.from(isNullish(value) ? '' : toText(value));
  const start = whole(startArg, name, 16034);
  const count = whole(countArg, name, 16035);
  if (start < 0) throw new ServerError(50752, `${name}: starting index must be non-negative (got: ${start})`);
  const end = count < 0 ? bytes.length : Math.min(start + count, bytes.length);
  const splits = (at: number): boolean => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80;
  if (splits(start))
    throw new ServerError(28656, `${name}: Invalid range, starting index is a UTF-8 continuation byte.`);
  if (splits(end))
    throw new ServerError(
      28657,
      `${name}: Invalid range, ending index is in the middle of a UTF-8 character.`,
    );
  return start >= bytes.length ? '' : bytes.toString('utf8', start, end);
}

function substrCP([value, startArg, countArg]: Argument[], name: string): Argument {
  const points = [...(isNullish(value) ? '' : toText(value))];
  const start = whole(startArg, name, 34450);
  const count = whole(countArg, name, 34452);
  if (start < 0) throw new ServerError(34455, `${name}: starting index must be non-negative`);
  if (count < 0) throw new ServerError(34454, `${name}: length must be a nonnegative integer.`);
  return points.slice(start, start + count).join('');
}

/** The position of a text in another, counted in bytes or code points. */
function indexOf(units: (value: string) => ArrayLike<unknown>, name: string): OperatorParser {
  return fixed(2, 4, ([value, wanted, startArg, endArg]) => {
    if (isNullish(value)) return null;
    const haystack = text(value, name, 40091);
    const needle = text(wanted, name, 40092);
    const length = units(haystack).length;
    const start = startArg === undefined ? 0 : whole(startArg, name, 40096);
    const end = endArg === undefined ? length : Math.min(whole(endArg, name, 40096), length);
    if (start < 0 || end < 0) throw new ServerError(40097, `${name} requires a nonnegative index`);
    if (start > length || end < start) return -1;
    const width = units(needle).length;
    let from = 0;
    for (;;) {
      const found = haystack.indexOf(needle, from);
      if (found === -1) return -1;
      const position = units(haystack.slice(0, found)).length;
      if (position + width > end) return -1;
      if (position >= start) return position;
      from = found + 1;
    }
  });
}

const WHITE = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(left: boolean, right: boolean): OperatorParser {
  return named(['input!', 'chars'], ({ input, chars }, name) => {
    if (isNullish(input) || chars === null) return null;
    const points = [...text(input, name, 50699)];
    const set = new Set(chars === undefined ? WHITE : text(chars, name, 50700));
    let start = 0;
    let end = points.length;
    while (left && start < end && set.has(points[start] as string)) start++;
    while (right && end > start && set.has(points[end - 1] as string)) end--;
    return points.slice(start, end).join('');
  });
}

function replace(all: boolean): OperatorParser {
  return named(['input!', 'find!', 'replacement!'], ({ input, find, replacement }, name) => {
    if (isNullish(input) || isNullish(find) || isNullish(replacement)) return null;
    const [value, wanted, instead] = [
      text(input, name, 51746),
      text(find, name, 51745),
      text(replacement, name, 51744),
    ];
    return all ? value.replaceAll(wanted, () => instead) : value.replace(wanted, () => instead);
  });
}

export const stringOperators: Operators = {
  $concat: fixed(0, MANY, (args, name) => {
    if (args.some(isNullish)) return null;
    return args.map((arg) => text(arg, name, 16702)).join('');
  }),
  $toUpper: recase(asciiUpper),
  $toLower: recase(asciiLower),
  $substr: fixed(3, 3, substrBytes),
  $substrBytes: fixed(3, 3, substrBytes),
  $substrCP: fixed(3, 3, substrCP),
  $strLenBytes: unary((arg, name) => integer(Buffer.byteLength(text(arg, name, 34473)))),
  $strLenCP: unary((arg, name) => integer([...text(arg, name, 34471)].length)),
  $indexOfBytes: indexOf((value) => Buffer.from(value), '$indexOfBytes'),
  $indexOfCP: indexOf((value) => [...value], '$indexOfCP'),
  $split: strict(2, 2, ([value, separator], name) => {
    const [whole, by] = [text(value, name, 40085), text(separator, name, 40086)];
    if (by === '') throw new ServerError(40087, '$split requires a non-empty separator');
    return whole.split(by);
  }),
  $strcasecmp: fixed(2, 2, (args) => {
    const [a, b] = args.map((arg) => asciiUpper(isNullish(arg) ? '' : toText(arg))) as [string, string];
    return Math.sign(compareBinary(a, b));
  }),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
};
