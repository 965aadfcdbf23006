/** $jsonSchema: draft 4 with the BSON types, as document validation uses it. */
import { equalValues } from '../bson/compare.ts';
import { compareNumbers, type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import { type Document, isDocument, isNumeric, Regex, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Pattern } from './pattern.ts';
import { compileRegex } from './regex.ts';

type Check = (value: Value) => boolean;

const IGNORED = ['title', 'description'];
const REFUSED = ['$ref', '$schema', 'default', 'definitions', 'format', 'id'];

const fail = (message: string): ServerError => new ServerError('FailedToParse', message);

export function parseJsonSchema(schema: Value): (doc: Document) => boolean {
  if (!isDocument(schema)) throw new ServerError('TypeMismatch', '$jsonSchema must be an object');
  const check = parseSchema(schema);
  return (doc) => check(doc);
}

function parseSchema(schema: Value | undefined): Check {
  if (!isDocument(schema)) throw new ServerError('TypeMismatch', 'a JSON schema must be an object');
  const checks: Check[] = [];
  for (const [keyword, operand] of schema) {
    if (IGNORED.includes(keyword)) continue;
    const parse = keywords[keyword];
    if (!parse) {
      throw fail(
        REFUSED.includes(keyword)
          ? `$jsonSchema keyword '${keyword}' is not currently supported`
          : `Unknown $jsonSchema keyword: ${keyword}`,
      );
    }
    checks.push(parse(operand, schema));
  }
  return (value) => checks.every((check) => check(value));
}

/** A keyword that says nothing about values of other types. */
const when =
  <T extends Value>(applies: (value: Value) => value is T, test: (value: T) => boolean): Check =>
  (value) =>
    !applies(value) || test(value);

const isString = (value: Value): value is string => typeof value === 'string';
const isArray = (value: Value): value is Value[] => Array.isArray(value);

function limit(operand: Value, keyword: string): number {
  const whole = isNumeric(operand) ? toExactInteger(operand as Numeric) : undefined;
  if (whole === undefined || whole < 0n)
    throw fail(`$jsonSchema keyword '${keyword}' must be a non-negative integer`);
  return Number(whole);
}

function schemas(operand: Value, keyword: string): Check[] {
  if (!Array.isArray(operand) || operand.length === 0)
    throw fail(`$jsonSchema keyword '${keyword}' must be a non-empty array`);
  return operand.map(parseSchema);
}

function names(operand: Value, keyword: string): string[] {
  if (!Array.isArray(operand) || !operand.every(isString))
    throw fail(`$jsonSchema keyword '${keyword}' must be an array of strings`);
  return operand;
}

function types(operand: Value, bson: boolean): Check {
  const wanted = (Array.isArray(operand) ? operand : [operand]) as string[];
  return (value) =>
    wanted.some((type) => {
      if (type === 'number') return isNumeric(value);
      const name = typeName(value);
      return bson
        ? name === type
        : { string: 'string', object: 'object', array: 'array', boolean: 'bool', null: 'null' }[type] ===
            name;
    });
}

function bound(operand: Value, exclusive: Value | undefined, sign: 1 | -1): Check {
  if (!isNumeric(operand)) throw fail('$jsonSchema bounds must be numbers');
  return when(isNumeric, (value) => {
    const difference = compareNumbers(value as Numeric, operand as Numeric) * sign;
    return exclusive === true ? difference > 0 : difference >= 0;
  });
}

type Keyword = (operand: Value, schema: Document) => Check;

const keywords: Record<string, Keyword> = {
  bsonType: (operand) => types(operand, true),
  type: (operand) => types(operand, false),
  enum: (operand) => (value) => (operand as Value[]).some((allowed) => equalValues(allowed, value)),
  allOf: (operand) => {
    const checks = schemas(operand, 'allOf');
    return (value) => checks.every((check) => check(value));
  },
  anyOf: (operand) => {
    const checks = schemas(operand, 'anyOf');
    return (value) => checks.some((check) => check(value));
  },
  oneOf: (operand) => {
    const checks = schemas(operand, 'oneOf');
    return (value) => checks.filter((check) => check(value)).length === 1;
  },
  not: (operand) => {
    const check = parseSchema(operand);
    return (value) => !check(value);
  },
  minimum: (operand, schema) => bound(operand, schema.get('exclusiveMinimum'), 1),
  maximum: (operand, schema) => bound(operand, schema.get('exclusiveMaximum'), -1),
  exclusiveMinimum: () => () => true,
  exclusiveMaximum: () => () => true,
  multipleOf: (operand) =>
    when(isNumeric, (value) => toNumber(value as Numeric) % toNumber(operand as Numeric) === 0),
  minLength: (operand) => {
    const least = limit(operand, 'minLength');
    return when(isString, (value) => [...value].length >= least);
  },
  maxLength: (operand) => {
    const most = limit(operand, 'maxLength');
    return when(isString, (value) => [...value].length <= most);
  },
  pattern: (operand) => {
    const pattern = compileRegex(new Regex(operand as string, ''));
    return when(isString, (value) => pattern.test(value));
  },
  minItems: (operand) => {
    const least = limit(operand, 'minItems');
    return when(isArray, (value) => value.length >= least);
  },
  maxItems: (operand) => {
    const most = limit(operand, 'maxItems');
    return when(isArray, (value) => value.length <= most);
  },
  uniqueItems: (operand) =>
    when(
      isArray,
      (value) =>
        operand !== true ||
        value.every((element, i) => !value.slice(0, i).some((other) => equalValues(other, element))),
    ),
  items: (operand, schema) => {
    const list = Array.isArray(operand) ? operand.map(parseSchema) : undefined;
    const single = list ? undefined : parseSchema(operand);
    const additional = schema.get('additionalItems');
    const rest: Check = isDocument(additional) ? parseSchema(additional) : () => additional !== false;
    return when(isArray, (value) =>
      value.every((element, i) => (single ? single(element) : (list?.[i] ?? rest)(element))),
    );
  },
  additionalItems: () => () => true,
  minProperties: (operand) => {
    const least = limit(operand, 'minProperties');
    return when(isDocument, (value) => value.size >= least);
  },
  maxProperties: (operand) => {
    const most = limit(operand, 'maxProperties');
    return when(isDocument, (value) => value.size <= most);
  },
  required: (operand) => {
    const wanted = names(operand, 'required');
    return when(isDocument, (value) => wanted.every((name) => value.has(name)));
  },
  properties: (operand) => {
    const checks = [...(operand as Document)].map(([name, schema]) => [name, parseSchema(schema)] as const);
    return when(isDocument, (value) =>
      checks.every(([name, check]) => !value.has(name) || check(value.get(name) as Value)),
    );
  },
  patternProperties: (operand) => {
    const checks = patterns(operand).map(([pattern, schema]) => [pattern, parseSchema(schema)] as const);
    return when(isDocument, (value) =>
      [...value].every(([name, field]) =>
        checks.every(([pattern, check]) => !pattern.test(name) || check(field)),
      ),
    );
  },
  additionalProperties: (operand, schema) => {
    const known = schema.get('properties');
    const matched = patterns(schema.get('patternProperties') ?? new Map()).map(([pattern]) => pattern);
    const check: Check = isDocument(operand) ? parseSchema(operand) : () => operand !== false;
    return when(isDocument, (value) =>
      [...value].every(
        ([name, field]) =>
          (isDocument(known) && known.has(name)) ||
          matched.some((pattern) => pattern.test(name)) ||
          check(field),
      ),
    );
  },
  dependencies: (operand) => {
    const rules = [...(operand as Document)].map(([name, rule]) => {
      const check: Check = Array.isArray(rule)
        ? (value) => names(rule, 'dependencies').every((other) => (value as Document).has(other))
        : parseSchema(rule);
      return [name, check] as const;
    });
    return when(isDocument, (value) => rules.every(([name, check]) => !value.has(name) || check(value)));
  },
};

function patterns(operand: Value): [Pattern, Value][] {
  return [...(operand as Document)].map(([pattern, schema]) => [
    compileRegex(new Regex(pattern, '')),
    schema,
  ]);
}
