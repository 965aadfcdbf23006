/** A plain projection of bytes gives what decoding, projecting and encoding give. */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDocument, decodeFields } from '../../src/bson/decode.ts';
import { encodeDocument } from '../../src/bson/encode.ts';
import type { Document, Value } from '../../src/bson/values.ts';
import { parseProjection } from '../../src/query/projection.ts';

const NAMES = ['a', 'b', 'ab', 'ä', ''];
const everyType = [
  1,
  new Double(2.5),
  Long.fromBigInt(3n),
  Decimal128.fromString('4.5'),
  true,
  null,
  'text with \0 and ä',
  '',
  new Date(5),
  new ObjectId(),
  new Binary(Buffer.from('bytes')),
  new BSONRegExp('a|b', 'im'),
  new BSONSymbol('symbol'),
  new Code('code'),
  new Code('code', { a: 1 }),
  new Timestamp({ t: 1, i: 2 }),
  new MinKey(),
  new MaxKey(),
];
const { value } = fc.letrec<{ value: unknown; document: unknown }>((tie) => ({
  value: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...everyType) },
    tie('document'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  document: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
}));
const documents = fc.dictionary(fc.constantFrom('_id', ...NAMES), value);
const step = fc.constantFrom('a', 'b', 'ab', 'ä');
const paths = fc.uniqueArray(fc.array(step, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
  selector: (path) => path[0],
});

test.each([1, 0])('fields that are set to %d', (mode) => {
  fc.assert(
    fc.property(documents, paths, fc.boolean(), (document, chosen, isWithoutId) => {
      const bytes = serialize(document);
      const spec: Document = new Map(chosen.map((path): [string, Value] => [path.join('.'), mode]));
      if (isWithoutId) spec.set('_id', 0);
      const projection = parseProjection(spec, {} as never, { find: true });
      const expected = projection?.apply(decodeDocument(bytes), {} as never);
      expect(Buffer.from(projection?.select?.(bytes) ?? [])).toEqual(
        Buffer.from(encodeDocument(expected as Document)),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('a document in which nothing is left out is not copied', () => {
  const bytes = serialize({ _id: 1, a: [1, 2] });
  const projection = parseProjection(new Map([['z', 0]]), {} as never, { find: true });
  expect(projection?.select?.(bytes).buffer).toBe(bytes.buffer);
});

test('computed fields have no projection of bytes', () => {
  const spec: Document = new Map([['a', new Map([['$slice', 1]])]]);
  expect(parseProjection(spec, {} as never, { find: true })?.select).toBeUndefined();
});

test('chosen fields are decoded as in the whole document', () => {
  fc.assert(
    fc.property(documents, fc.uniqueArray(fc.constantFrom('_id', ...NAMES, 'z')), (document, names) => {
      const bytes = serialize(document);
      const whole = decodeDocument(bytes);
      const chosen = decodeFields(
        bytes,
        names.map((name) => Buffer.from(name)),
      );
      const expected = [...whole].filter(([name]) => names.includes(name));
      expect([...chosen]).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});
