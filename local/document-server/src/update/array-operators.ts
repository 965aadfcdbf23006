/** The update operators on arrays: $push, $addToSet, $pull, $pullAll, $pop. */
import { compareValues, equalValues, type StringOrder } from '../bson/compare.ts';
import { type Numeric, toExactInteger } from '../bson/number.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, isNumeric, Regex, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import { compileFilter, compileValueFilter } from '../query/match.ts';
import { isOperatorDocument, parseFilter, parseOperators } from '../query/parse.ts';
import { compareSortKeys, parseSort, sortKeyOf } from '../query/sort.ts';
import type { Change } from './target.ts';

const bad = (message: string): ServerError => new ServerError('BadValue', message);

function mustBeArray(value: Value, path: string, operator: string): Value[] {
  if (Array.isArray(value)) return value;
  const field = path.split('.').at(-1);
  throw bad(
    operator === '$push'
      ? `The field '${path}' must be an array but is of type ${typeName(value)} in document {${field}: ${show(value)}}`
      : operator === '$addToSet'
        ? `Cannot apply $addToSet to non-array field. Field named '${field}' has non-array type ${typeName(value)}`
        : `Cannot apply ${operator} to a non-array value`,
  );
}

export function push(operand: Value, context: QueryContext): Change {
  const modifiers = pushModifiers(operand);
  const each = modifiers ? (modifiers.get('$each') as Value) : [operand];
  if (!Array.isArray(each)) {
    throw bad(`The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  }
  const position = wholeModifier(modifiers, '$position');
  const slice = wholeModifier(modifiers, '$slice');
  const sort = modifiers?.has('$sort') ? elementOrder(modifiers.get('$sort') as Value, context) : undefined;
  return {
    existingOnly: false,
    apply(value, path) {
      const array = value === undefined ? [] : mustBeArray(value, path, '$push');
      if (value !== undefined && each.length === 0 && slice === undefined && sort === undefined) return value;
      let next = [...array];
      next.splice(position ?? next.length, 0, ...each);
      if (sort) next.sort(sort);
      if (slice !== undefined) next = slice >= 0 ? next.slice(0, slice) : next.slice(slice);
      return next;
    },
  };
}

function pushModifiers(operand: Value): Document | undefined {
  if (!isDocument(operand) || !operand.has('$each')) return undefined;
  for (const name of operand.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name))
      throw bad(`Unrecognized clause in $push: ${name}`);
  }
  return operand;
}

function wholeModifier(modifiers: Document | undefined, name: string): number | undefined {
  const value = modifiers?.get(name);
  if (value === undefined) return undefined;
  const whole = isNumeric(value) ? toExactInteger(value) : undefined;
  if (whole === undefined) {
    throw bad(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
  }
  return Number(whole);
}

function elementOrder(spec: Value, context: QueryContext): (a: Value, b: Value) => number {
  const order = context.collation?.compare;
  if (isNumeric(spec)) {
    const direction = Number(toExactInteger(spec as Numeric) ?? 0n);
    if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1');
    return (a, b) => compareValues(a, b, order) * direction;
  }
  if (!isDocument(spec)) {
    throw bad(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  if (spec.size === 0) throw bad('The $sort pattern is empty when it should be a set of fields.');
  const fields = parseSort(spec)?.fields ?? [];
  const keyOf = sortKeyOf(fields, order);
  const compare = compareSortKeys(fields, order);
  const asDocument = (value: Value): Document => (isDocument(value) ? value : new Map());
  return (a, b) => compare(keyOf(asDocument(a)), keyOf(asDocument(b)));
}

export function addToSet(operand: Value, order: StringOrder | undefined): Change {
  let each: Value[] = [operand];
  if (isDocument(operand) && operand.keys().next().value === '$each') {
    const list = operand.get('$each');
    if (!Array.isArray(list)) {
      throw new ServerError(
        'TypeMismatch',
        `The argument to $each in $addToSet must be an array but it was of type ${typeName(list)}`,
      );
    }
    if (operand.size > 1) throw bad(`Found unexpected fields after $each in $addToSet: ${show(operand)}`);
    each = list;
  }
  return {
    existingOnly: false,
    apply(value, path) {
      const array = value === undefined ? [] : mustBeArray(value, path, '$addToSet');
      const next = [...array];
      for (const candidate of each) {
        if (!next.some((present) => equalValues(present, candidate, order))) next.push(candidate);
      }
      return value !== undefined && next.length === array.length ? value : next;
    },
  };
}

export function pull(operand: Value, context: QueryContext): Change {
  const test = pullTest(operand, context);
  return remover('$pull', test);
}

/** Conditions on the fields of an element, where other operators are conditions on the element itself. */
const LOGICAL = new Set(['$and', '$or', '$nor', '$expr', '$jsonSchema', '$comment']);

function pullTest(operand: Value, context: QueryContext): (element: Value) => boolean {
  const order = context.collation?.compare;
  if (isOperatorDocument(operand) && !LOGICAL.has(operand.keys().next().value as string)) {
    return compileValueFilter({ kind: 'and', filters: parseOperators([], operand, context) }, order);
  }
  if (isDocument(operand)) {
    const matches = compileFilter(parseFilter(operand, context), order);
    return (element) => isDocument(element) && matches(element);
  }
  if (operand instanceof Regex) {
    return compileValueFilter({ kind: 'regex', path: [], pattern: operand }, order);
  }
  return (element) => equalValues(element, operand, order);
}

export function pullAll(operand: Value, order: StringOrder | undefined): Change {
  if (!Array.isArray(operand))
    throw bad(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return remover('$pullAll', (element) => operand.some((unwanted) => equalValues(element, unwanted, order)));
}

function remover(operator: string, test: (element: Value) => boolean): Change {
  return {
    existingOnly: true,
    apply(value, path) {
      if (value === undefined) return value;
      const array = mustBeArray(value, path, operator);
      const rest = array.filter((element) => !test(element));
      return rest.length === array.length ? value : rest;
    },
  };
}

export function pop(operand: Value): Change {
  const whole = isNumeric(operand) ? toExactInteger(operand) : undefined;
  if (whole !== 1n && whole !== -1n) {
    throw new ServerError('FailedToParse', `$pop expects 1 or -1, found: ${show(operand)}`);
  }
  return {
    existingOnly: true,
    apply(value, path) {
      if (value === undefined) return value;
      if (!Array.isArray(value)) {
        throw new ServerError(
          'TypeMismatch',
          `Path '${path}' contains an element of non-array type '${typeName(value)}'`,
        );
      }
      if (value.length === 0) return value;
      return whole === 1n ? value.slice(0, -1) : value.slice(1);
    },
  };
}
