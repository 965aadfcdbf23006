import { compareValues, equalValues } from '../../bson/compare.ts';
import { integer, toExactInteger } from '../../bson/number.ts';
import { type Document, document, isDocument, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { compareSortKeys, parseSort, sortKeyOf } from '../../query/sort.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { type Argument, fixed, named, strict, unary } from './define.ts';

const MANY = Number.POSITIVE_INFINITY;

function array(value: Value | undefined, name: string, code = 28689): Value[] {
  if (!Array.isArray(value))
    throw new ServerError(code, `${name}'s argument must be an array, but is ${typeName(value)}`);
  return value;
}

export function whole(value: Value | undefined, name: string, code: number): number {
  const result = isNumeric(value) ? toExactInteger(value) : undefined;
  if (result === undefined)
    throw new ServerError(code, `${name} needs an integral argument, but got ${typeName(value)}`);
  return Number(result);
}

function elementAt(at: (length: number) => number): OperatorParser {
  return unary((arg, name) => (isNullish(arg) ? null : array(arg, name)[at((arg as Value[]).length)]));
}

function arrayElemAt([arg, index]: Value[], name: string): Argument {
  const list = array(arg, name);
  const position = whole(index, name, 28691);
  return list[position < 0 ? list.length + position : position];
}

function slice([arg, first, second]: Argument[], name: string): Argument {
  if (isNullish(arg) || isNullish(first) || (second !== undefined && isNullish(second))) return null;
  const list = array(arg, name, 28724);
  const a = whole(first, name, 28725);
  if (second === undefined) return a >= 0 ? list.slice(0, a) : list.slice(a);
  const count = whole(second, name, 28727);
  if (count <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${count}`);
  const start = a >= 0 ? a : Math.max(list.length + a, 0);
  return list.slice(start, start + count);
}

function range([from, to, by]: Value[], name: string): Argument {
  const [start, end, step] = [
    whole(from, name, 34443),
    whole(to, name, 34445),
    by === undefined ? 1 : whole(by, name, 34447),
  ];
  if (step === 0) throw new ServerError(34449, '$range requires a non-zero step value');
  const length = Math.max(Math.ceil((end - start) / step), 0);
  if (length > 2_000_000) throw new ServerError('ExceededMemoryLimit', '$range would use too much memory');
  return Array.from({ length }, (_, i) => integer(start + i * step));
}

function indexOfArray(
  [arg, wanted, from, to]: Argument[],
  name: string,
  context: { collation: { compare: (a: string, b: string) => number } | undefined },
): Argument {
  if (isNullish(arg)) return null;
  const list = array(arg, name, 40090);
  const start = from === undefined ? 0 : whole(from, name, 40096);
  const end = to === undefined ? list.length : Math.min(whole(to, name, 40096), list.length);
  for (let i = start; i < end; i++) if (equalValues(list[i], wanted, context.collation?.compare)) return i;
  return -1;
}

function zip({ inputs, useLongestLength, defaults }: Record<string, Argument>): Argument {
  if (isNullish(inputs)) return null;
  const lists = array(inputs, '$zip', 34461);
  if (lists.some(isNullish)) return null;
  const lengths = lists.map((list) => array(list, '$zip', 34468).length);
  const length =
    useLongestLength === true ? Math.max(0, ...lengths) : lengths.length === 0 ? 0 : Math.min(...lengths);
  const fill = isNullish(defaults) ? [] : array(defaults, '$zip', 34462);
  return Array.from({ length }, (_, row) =>
    lists.map((list, i) => (list as Value[])[row] ?? fill[i] ?? null),
  );
}

/** The n least, greatest, first or last elements; nullish ones are left out of $minN and $maxN. */
function pickN(
  pick: (list: Value[], n: number, compare: (a: Value, b: Value) => number) => Value[],
): OperatorParser {
  return named(['n!', 'input!'], ({ n, input }, name, context) => {
    const count = whole(n, name, 5787902);
    if (count <= 0) throw new ServerError(5787908, `'n' must be greater than 0, found ${count}`);
    if (isNullish(input)) throw new ServerError(5788200, 'Input must be an array');
    return pick(array(input, name, 5788200), count, (a, b) =>
      compareValues(a, b, context.collation?.compare),
    );
  });
}

function sortArray(
  { input, sortBy }: Record<string, Argument>,
  _name: string,
  context: { collation: { compare: (a: string, b: string) => number } | undefined },
): Argument {
  if (isNullish(input)) return null;
  const list = [...array(input, '$sortArray', 2942504)];
  const order = context.collation?.compare;
  if (isDocument(sortBy)) {
    const fields = parseSort(sortBy)?.fields ?? [];
    const keyOf = sortKeyOf(fields, order);
    const compare = compareSortKeys(fields, order);
    const asDocument = (value: Value): Document => (isDocument(value) ? value : new Map());
    return list.sort((a, b) => compare(keyOf(asDocument(a)), keyOf(asDocument(b))));
  }
  const direction = whole(sortBy, '$sortArray', 2942507);
  return list.sort((a, b) => compareValues(a, b, order) * direction);
}

function arrayToObject(arg: Value): Argument {
  const result: Document = new Map();
  for (const entry of array(arg, '$arrayToObject', 40386)) {
    if (isDocument(entry)) {
      const [k, v] = [entry.get('k'), entry.get('v')];
      if (entry.size !== 2 || v === undefined)
        throw new ServerError(40392, "$arrayToObject requires an object with keys of 'k' and 'v'");
      if (typeof k !== 'string')
        throw new ServerError(
          40393,
          "$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string",
        );
      result.set(k, v);
    } else if (Array.isArray(entry)) {
      if (entry.length !== 2)
        throw new ServerError(40397, '$arrayToObject requires an array of size 2 arrays');
      if (typeof entry[0] !== 'string')
        throw new ServerError(
          40395,
          '$arrayToObject requires an array of key-value pairs, where the key must be of type string',
        );
      result.set(entry[0], entry[1] as Value);
    } else {
      throw new ServerError(40398, `Unrecognised input type format for $arrayToObject: ${typeName(entry)}`);
    }
  }
  return result;
}

export const arrayOperators: Operators = {
  $arrayElemAt: strict(2, 2, arrayElemAt),
  $first: elementAt(() => 0),
  $last: elementAt((length) => length - 1),
  $concatArrays: fixed(0, MANY, (args, name) => {
    if (args.some(isNullish)) return null;
    return args.flatMap((arg) => array(arg, name, 28664));
  }),
  $in: fixed(2, 2, ([wanted, list], _name, context) => {
    if (!Array.isArray(list))
      throw new ServerError(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
    return list.some((element) => equalValues(element, wanted, context.collation?.compare));
  }),
  $indexOfArray: fixed(2, 4, indexOfArray),
  $isArray: unary((arg) => Array.isArray(arg)),
  $range: fixed(2, 3, (args, name) => range(args as Value[], name)),
  $reverseArray: strict(1, 1, ([arg], name) => [...array(arg, name, 34435)].reverse()),
  $size: unary((arg) => {
    if (!Array.isArray(arg))
      throw new ServerError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(arg)}`,
      );
    return integer(arg.length);
  }),
  $slice: fixed(2, 3, slice),
  $zip: named(['inputs!', 'useLongestLength', 'defaults'], zip),
  $sortArray: named(['input!', 'sortBy!'], sortArray),
  $firstN: pickN((list, n) => list.slice(0, n)),
  $lastN: pickN((list, n) => list.slice(-n)),
  $minN: pickN((list, n, compare) =>
    list
      .filter((value) => !isNullish(value))
      .sort(compare)
      .slice(0, n),
  ),
  $maxN: pickN((list, n, compare) =>
    list
      .filter((value) => !isNullish(value))
      .sort((a, b) => compare(b, a))
      .slice(0, n),
  ),
  $arrayToObject: strict(1, 1, ([arg]) => arrayToObject(arg as Value)),
  $objectToArray: strict(1, 1, ([arg]) => {
    if (!isDocument(arg))
      throw new ServerError(40390, `$objectToArray requires a document input, found: ${typeName(arg)}`);
    return [...arg].map(([k, v]) => document({ k, v }));
  }),
};
