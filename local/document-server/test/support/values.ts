/** Arbitrary BSON values in the server's own form. */
import { Decimal128, ObjectId } from 'bson';
import fc from 'fast-check';
import {
  Binary,
  Double,
  JavaScript,
  MAX_KEY,
  MIN_KEY,
  Regex,
  Timestamp,
  UNDEFINED,
  type Value,
} from '../../src/bson/values.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

export const numeric: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  fc.integer({ min: -3, max: 3 }),
  int64,
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.double().map((value) => new Double(value)),
  fc
    .constantFrom(-0, 0, 1, 0.1, Infinity, -Infinity, Number.NaN, 2 ** 53, 5e-324, Number.MAX_VALUE)
    .map((value) => new Double(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 20 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
  fc
    .constantFrom(
      '0',
      '1',
      '1.0',
      '0.1',
      'NaN',
      'Infinity',
      '-Infinity',
      '1E+6000',
      '-1E+6000',
      '1E-6000',
      '9007199254740993',
    )
    .map((text) => Decimal128.fromString(text)),
);

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\u{1f600}', '\uff5e'),
  )
  // Unpaired surrogates have no UTF-8 form.
  .map((value) => value.toWellFormed());

export const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: numeric },
  { weight: 3, arbitrary: text },
  fc.constantFrom<Value>(null, true, false, UNDEFINED, MIN_KEY, MAX_KEY),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.date({ noInvalidDate: true }),
  fc
    .tuple(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Timestamp(value)),
  fc.constantFrom('a', 'b').map((pattern) => new Regex(pattern, 'i')),
  fc.constantFrom('x', 'y').map((code) => new JavaScript(code)),
);

const name = fc.constantFrom('a', 'b', '1', '10', 'é', '');

export const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'bson' },
    { weight: 5, arbitrary: scalar },
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 3, selector: ([field]) => field })
      .map((fields) => new Map(fields)),
  ),
})).value;
