/** Random collections, indexes and commands: few names and values, so that documents, keys and predicates often meet. */
import { Decimal128, Double, Long, MaxKey, MinKey } from 'bson';
import fc from 'fast-check';

export type Doc = Record<string, unknown>;
type Sort = Record<string, 1 | -1>;

/** One command, without its collection. Every command takes a hint. */
export type Step =
  | {
      kind: 'find';
      filter: Doc;
      sort: Sort;
      exact: boolean;
      skip: number;
      limit: number;
      projection: Doc;
      collation: Doc;
    }
  | { kind: 'count'; query: Doc; skip: number; limit: number; collation: Doc }
  | { kind: 'distinct'; query: Doc; key: string; collation: Doc }
  | { kind: 'aggregate'; filter: Doc; counted: boolean; collation: Doc }
  | { kind: 'update'; q: Doc; u: Doc; sort: Sort | undefined; collation: Doc }
  | { kind: 'delete'; q: Doc; collation: Doc }
  | { kind: 'findAndModify'; query: Doc; sort: Sort; u: Doc | undefined; collation: Doc };

export interface Case {
  indexes: Doc[];
  docs: Doc[];
  steps: Step[];
}

const one = fc.constantFrom;
const small = fc.integer({ min: 0, max: 2 });
const number = fc.oneof(
  { weight: 20, arbitrary: small },
  { weight: 4, arbitrary: fc.integer({ min: -1, max: 4 }) },
  one<unknown>(new Double(1), new Double(-0), new Double(2.5), Long.fromNumber(1), new Double(Number.NaN)),
  one<unknown>(Decimal128.fromString('1.0'), Decimal128.fromString('2.5'), Decimal128.fromString('0.1')),
);
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 20, arbitrary: number },
  { weight: 5, arbitrary: one('', 'a', 'A', 'ä', 'ae', 'æ', 'b', 'ab', 'a\0') },
  { weight: 3, arbitrary: fc.constant(null) },
  one<unknown>(true, new Date(0), /^a/, new MinKey(), new MaxKey()),
);
const leaf = fc.oneof(
  { weight: 16, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }),
);
const inner = fc.record({ z: leaf }, { requiredKeys: [] });
const embedded = fc.record(
  {
    x: fc.oneof({ weight: 8, arbitrary: leaf }, inner, fc.array(inner, { maxLength: 2 })),
    y: leaf,
  },
  { requiredKeys: [] },
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: leaf },
  { weight: 3, arbitrary: embedded },
  { weight: 8, arbitrary: fc.array(embedded, { maxLength: 3 }) },
  { weight: 8, arbitrary: fc.array(fc.record({ x: small, y: small }), { minLength: 1, maxLength: 3 }) },
  fc.array(fc.oneof(scalar, embedded, fc.array(embedded, { maxLength: 2 })), { maxLength: 3 }),
);

const field = one('a', 'b', 'c');

/** The paths of one case: few, so that its filters, sorts and indexes are about the same ones. */
const PALETTES = [
  ['a', 'b', 'c', '_id'],
  ['a.x', 'a.y'],
  ['a.x', 'a.y', 'b', '_id'],
  ['a', 'a.x', 'a.y', '_id'],
  ['a.x.z', 'a.y', 'a.x'],
  ['a.x', 'b.x', 'b.y', 'c'],
  ['a.0', 'a.x', 'b'],
  ['a.0.x', 'a.1.y', 'a.x', '_id'],
  ['a.x.0', 'a.0.x.z', 'a.y', 'b.0'],
];

const direction = one<1 | -1>(1, -1);
const collation = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Doc>({}) },
  one<Doc>({ locale: 'en', strength: 2 }, { locale: 'en', strength: 1 }, { locale: 'simple' }),
);

const list = fc.array(scalar, { maxLength: 4 });
const comparison: fc.Arbitrary<Doc> = fc.oneof(
  one('$eq', '$ne', '$gt', '$gte', '$lt', '$lte').chain((operator) => small.map((n) => ({ [operator]: n }))),
  fc
    .tuple(one('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), fc.oneof({ weight: 5, arbitrary: scalar }, value))
    .filter(
      ([operator, operand]) => operator === '$eq' || !(operand instanceof RegExp || Array.isArray(operand)),
    )
    .map(([operator, operand]) => ({ [operator]: operand })),
  fc
    .tuple(
      fc.integer({ min: -1, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      one('$gt', '$gte'),
      one('$lt', '$lte'),
    )
    .map(([low, span, from, to]) => ({ [from]: low, [to]: low + span })),
  list.map((values) => ({ $in: values })),
  list.map((values) => ({ $nin: values })),
  fc.array(leaf, { maxLength: 3 }).map((values) => ({ $in: values })),
);
const plainCondition: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 8, arbitrary: comparison },
  fc.boolean().map((present) => ({ $exists: present })),
  one<unknown>('number', 'string', 'object', 'array', 'null', ['int', 'double'], 'minKey', 'bool').map(
    (type) => ({ $type: type }),
  ),
  one(/^a/, /^A/, /^ab?/, /a/i, /^$/).map((pattern) => ({ $regex: pattern })),
  fc.integer({ min: 0, max: 3 }).map((size) => ({ $size: size })),
  fc.constant({ $mod: [2, 1] }),
);
const negated = plainCondition
  .filter((condition) => !('$regex' in condition))
  .map((condition) => ({ $not: condition }));

/** $elemMatch on values, and on documents with one or two of their fields. */
const elementCondition: fc.Arbitrary<Doc> = fc.oneof(
  fc.oneof(plainCondition, negated).map((condition) => ({ $elemMatch: condition })),
  fc.oneof(plainCondition, negated).map((condition) => ({ $elemMatch: { $elemMatch: condition } })),
  {
    weight: 4,
    arbitrary: fc
      .dictionary(
        one('x', 'y', 'x', 'y', 'x.z', '0', '0.x'),
        fc.oneof(small, scalar, plainCondition, negated),
        {
          minKeys: 1,
          maxKeys: 2,
        },
      )
      .map((conditions) => ({ $elemMatch: conditions })),
  },
  fc
    .tuple(one('x', 'y'), scalar, one('x', 'y'), scalar, one('$or', '$and'))
    .map(([p, v, q, w, operator]) => ({ $elemMatch: { [operator]: [{ [p]: v }, { [q]: w }] } })),
  fc
    .tuple(plainCondition, plainCondition)
    .map(([x, y]) => ({ $elemMatch: { x: { $elemMatch: { z: x } }, y } })),
);
const all: fc.Arbitrary<Doc> = fc.oneof(
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((values) => ({ $all: values })),
  fc.array(elementCondition, { minLength: 1, maxLength: 2 }).map((parts) => ({ $all: parts })),
);
const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 10, arbitrary: fc.oneof(small, scalar) },
  { weight: 1, arbitrary: value },
  { weight: 6, arbitrary: plainCondition },
  { weight: 2, arbitrary: negated },
  { weight: 4, arbitrary: elementCondition },
  { weight: 2, arbitrary: all },
);
const elementsOf: fc.Arbitrary<Doc> = fc.oneof(
  elementCondition,
  fc.array(elementCondition, { minLength: 1, maxLength: 2 }).map((parts) => ({ $all: parts })),
);

/** Cases about the given paths. */
function casesOn(paths: string[], length: number): fc.Arbitrary<Case> {
  const path = one(...paths);
  /** What may hold the fields that the paths end with. */
  const container = one(
    ...new Set(
      paths.flatMap((name) => [name.split('.')[0] as string, name.split('.').slice(0, -1).join('.') || name]),
    ),
  );
  const expression: fc.Arbitrary<Doc> = fc
    .tuple(one('$eq', '$gt', '$gte', '$lt', '$lte'), path, scalar, fc.boolean())
    .filter(([, , operand]) => !(typeof operand === 'string' && operand.startsWith('$')))
    .map(([operator, name, operand, swapped]) => {
      const sides = [`$${name}`, { $literal: operand }];
      return { $expr: { [operator]: swapped ? sides.reverse() : sides } };
    });

  const fieldsOf = fc.oneof(
    fc.dictionary(path, condition, { minKeys: 1, maxKeys: 1 }),
    { weight: 2, arbitrary: fc.dictionary(path, condition, { minKeys: 2, maxKeys: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(container, elementsOf, { minKeys: 1, maxKeys: 1 }) },
  );
  const simple: fc.Arbitrary<Doc> = fc.oneof(
    { weight: 6, arbitrary: fieldsOf },
    { weight: 1, arbitrary: expression },
    { weight: 1, arbitrary: fc.tuple(expression, fieldsOf).map(([a, b]) => ({ ...a, ...b })) },
  );
  const filter: fc.Arbitrary<Doc> = fc.oneof(
    { weight: 8, arbitrary: simple },
    { weight: 2, arbitrary: fc.array(simple, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })) },
    { weight: 2, arbitrary: fc.array(simple, { minLength: 2, maxLength: 3 }).map(($and) => ({ $and })) },
    fc.tuple(simple, fc.array(simple, { minLength: 2, maxLength: 2 })).map(([own, $or]) => ({ ...own, $or })),
    fc.array(simple, { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })),
    fc.constant({}),
  );

  const sort: fc.Arbitrary<Sort> = fc
    .uniqueArray(fc.tuple(path, direction), { maxLength: 3, selector: ([name]) => name })
    .map((fields) => Object.fromEntries(fields));
  /** An order that leaves nothing open. */
  const total: fc.Arbitrary<Sort> = fc
    .tuple(sort, direction)
    .map(([fields, last]) => ('_id' in fields ? fields : { ...fields, _id: last }));

  const index: fc.Arbitrary<Doc> = fc
    .record({
      key: fc
        .uniqueArray(fc.tuple(path, direction), { minLength: 1, maxLength: 3, selector: ([name]) => name })
        .filter((fields) => fields.length > 1 || fields[0]?.[0] !== '_id')
        .map((fields) => Object.fromEntries(fields)),
      sparse: one(false, false, true),
      partial: one(false, false, false, true).chain((wanted) =>
        wanted
          ? fc.dictionary(
              path,
              fc.oneof(
                scalar.filter((value) => !(value instanceof RegExp)),
                one('$gt', '$gte', '$lt', '$lte').chain((operator) =>
                  scalar
                    .filter((value) => !(value instanceof RegExp))
                    .map((operand) => ({ [operator]: operand })),
                ),
                fc.constant({ $exists: true }),
                one('number', 'string', 'object').map((type) => ({ $type: type })),
              ),
              { minKeys: 1, maxKeys: 2 },
            )
          : fc.constant(undefined),
      ),
      collation,
    })
    .map(({ key, sparse, partial, collation: own }) => ({
      key,
      ...(partial ? { partialFilterExpression: partial } : sparse ? { sparse } : {}),
      ...('locale' in own ? { collation: own } : {}),
    }));

  const update: fc.Arbitrary<Doc> = fc.oneof(
    fc
      .tuple(
        path.filter((name) => name !== '_id'),
        value,
      )
      .map(([name, operand]) => ({ $set: { [name]: operand } })),
    field.map((name) => ({ $unset: { [name]: 1 } })),
    fc.tuple(field, value).map(([name, operand]) => ({ $push: { [name]: operand } })),
    fc.tuple(one('c', 'a.x', 'b'), one(1, -1)).map(([name, by]) => ({ $inc: { [name]: by } })),
    one('a.$', 'a.$.x', 'b.$.y').chain((name) => scalar.map((operand) => ({ $set: { [name]: operand } }))),
  );
  const projection: fc.Arbitrary<Doc> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Doc>({}) },
    {
      weight: 2,
      arbitrary: fc.dictionary(
        path.filter((name) => !/\.\d/.test(name)),
        fc.constant(1),
        { minKeys: 1, maxKeys: 1 },
      ),
    },
    fc.tuple(field, one(0, 1)).map(([name, id]): Doc => ({ [name]: 1, _id: id })),
  );

  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .record({
          filter,
          sort,
          total,
          exact: fc.boolean(),
          skip: fc.nat(2),
          limit: fc.nat(4),
          projection,
          collation,
        })
        .map(({ total: order, exact, sort: loose, ...rest }) => ({
          kind: 'find' as const,
          ...rest,
          exact,
          sort: exact ? order : loose,
        })),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('count' as const),
        query: filter,
        skip: fc.nat(2),
        limit: fc.nat(3),
        collation,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('distinct' as const), query: filter, key: path, collation }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('aggregate' as const),
        filter,
        counted: fc.boolean(),
        collation,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('update' as const),
        q: filter,
        u: update,
        sort: fc.option(total, { nil: undefined }),
        collation,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), q: simple, collation }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('findAndModify' as const),
        query: filter,
        sort: total,
        u: fc.option(update, { nil: undefined }),
        collation,
      }),
    },
  );

  return fc.record({
    indexes: fc.array(index, { minLength: 1, maxLength: 3 }),
    docs: fc.array(fc.dictionary(field, value, { minKeys: 1, maxKeys: 3 }), {
      minLength: 8,
      maxLength: 20,
      size: 'max',
    }),
    steps: fc.array(step, { minLength: 1, maxLength: length, size: 'max' }),
  });
}

export function cases(length: number): fc.Arbitrary<Case> {
  return fc.oneof(...PALETTES.map((paths) => casesOn(paths, length)));
}
