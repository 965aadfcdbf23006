/**
 * A naive model of a collection: full scans over plain objects, written from the manual and sharing no code with the
 * server. It knows just the part of the language that the generated operations use.
 */
export type Scalar = number | string | null | boolean;
export type Doc = { _id: number } & Record<string, unknown>;
export type Filter = Record<string, unknown>;

const RANK = (value: unknown): number => {
  if (value === null || value === undefined) return 1;
  if (typeof value === 'number') return 2;
  if (typeof value === 'string') return 3;
  if (Array.isArray(value)) return 5;
  if (typeof value === 'object') return 4;
  return 6;
};

export function compare(a: unknown, b: unknown): number {
  const difference = RANK(a) - RANK(b);
  if (difference !== 0) return difference;
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return a < (b as string) ? -1 : a > (b as string) ? 1 : 0;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a)) {
    const other = b as unknown[];
    for (let i = 0; i < Math.min(a.length, other.length); i++) {
      const element = compare(a[i], other[i]);
      if (element !== 0) return element;
    }
    return a.length - other.length;
  }
  if (a && typeof a === 'object') {
    const [x, y] = [Object.entries(a), Object.entries(b as object)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const [[xName, xValue], [yName, yValue]] = [x[i], y[i]] as [[string, unknown], [string, unknown]];
      const field =
        RANK(xValue) - RANK(yValue) ||
        (xName < yName ? -1 : xName > yName ? 1 : 0) ||
        compare(xValue, yValue);
      if (field !== 0) return field;
    }
    return x.length - y.length;
  }
  return 0;
}

/** All values at a path: through arrays of documents; a final array counts as its elements and as itself. */
export function valuesAt(doc: unknown, path: string[]): unknown[] {
  if (path.length === 0) return Array.isArray(doc) ? [...doc, doc] : [doc];
  if (Array.isArray(doc)) {
    return doc.flatMap((element) => (isObject(element) ? valuesAt(element, path) : []));
  }
  if (!isObject(doc)) return [undefined];
  return valuesAt(doc[path[0] as string], path.slice(1));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNothing = (value: unknown): boolean => value === null || value === undefined;

function test(operator: string, operand: unknown, value: unknown): boolean {
  switch (operator) {
    case '$eq':
      return isNothing(operand)
        ? isNothing(value)
        : value !== undefined && RANK(value) === RANK(operand) && compare(value, operand) === 0;
    case '$in':
      return (operand as unknown[]).some((one) => test('$eq', one, value));
    case '$exists':
      return value !== undefined;
  }
  if (isNothing(operand)) return (operator === '$gte' || operator === '$lte') && isNothing(value);
  if (value === undefined || RANK(value) !== RANK(operand)) return false;
  const difference = compare(value, operand);
  if (operator === '$gt') return difference > 0;
  if (operator === '$gte') return difference >= 0;
  if (operator === '$lt') return difference < 0;
  return difference <= 0;
}

export function matches(doc: Doc, filter: Filter): boolean {
  return Object.entries(filter).every(([name, condition]) => {
    if (name === '$or') return (condition as Filter[]).some((branch) => matches(doc, branch));
    if (name === '$and') return (condition as Filter[]).every((branch) => matches(doc, branch));
    const values = valuesAt(doc, name.split('.'));
    const holds = (operator: string, operand: unknown): boolean => {
      if (operator === '$ne') return !values.some((value) => test('$eq', operand, value));
      if (operator === '$nin') return !values.some((value) => test('$in', operand, value));
      if (operator === '$exists' && operand === false) return !values.some((value) => value !== undefined);
      return values.some((value) => test(operator, operand, value));
    };
    const operators = isObject(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
    if (!operators) return holds('$eq', condition);
    return Object.entries(condition as object).every(([operator, operand]) => holds(operator, operand));
  });
}

/** Of an array the least element, or the greatest when descending; an empty array precedes null. */
function sortKey(doc: Doc, field: string, direction: number): { empty: boolean; value: unknown } {
  const value = doc[field];
  if (!Array.isArray(value)) return { empty: false, value };
  if (value.length === 0) return { empty: true, value: undefined };
  return { empty: false, value: [...value].sort((a, b) => compare(a, b) * direction)[0] };
}

/** Ties are broken by _id, which every generated sort ends with. */
export function sorted(docs: Doc[], sort: Record<string, 1 | -1>): Doc[] {
  return [...docs].sort((a, b) => {
    for (const [field, direction] of Object.entries(sort)) {
      const [x, y] = [sortKey(a, field, direction), sortKey(b, field, direction)];
      const difference = x.empty || y.empty ? Number(y.empty) - Number(x.empty) : compare(x.value, y.value);
      if (difference !== 0) return difference * direction;
    }
    return 0;
  });
}

/** Applies $set, $unset, $inc, $push to a copy; undefined when the server has to refuse. */
export function updated(doc: Doc, update: Record<string, Record<string, unknown>>): Doc | undefined {
  const copy = structuredClone(doc);
  for (const [operator, fields] of Object.entries(update)) {
    for (const [field, operand] of Object.entries(fields)) {
      const value = copy[field];
      if (operator === '$set') copy[field] = operand;
      else if (operator === '$unset') delete copy[field];
      else if (operator === '$inc') {
        if (value !== undefined && typeof value !== 'number') return undefined;
        copy[field] = ((value as number | undefined) ?? 0) + (operand as number);
      } else {
        if (value !== undefined && !Array.isArray(value)) return undefined;
        copy[field] = [...((value as unknown[] | undefined) ?? []), operand];
      }
    }
  }
  return copy;
}
