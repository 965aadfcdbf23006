import { deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareValues, identicalValues } from '../../src/bson/compare.ts';
import { decodeDocument } from '../../src/bson/decode.ts';
import { encodeDocument } from '../../src/bson/encode.ts';
import * as numbers from '../../src/bson/number.ts';
import { Decimal128, type Document, Double } from '../../src/bson/values.ts';
import { ServerError } from '../../src/errors.ts';
import { value } from '../support/values.ts';

test('decoding an encoded value returns the same, byte for byte', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const doc: Document = new Map([
        ['x', a],
        ['10', b],
        ['2', a],
      ]);
      const bytes = encodeDocument(doc);
      const again = decodeDocument(bytes);
      expect(compareValues(again, doc)).toBe(0);
      expect(encodeDocument(again).equals(bytes)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the official codec reads and writes the same bytes', () => {
  const plain = fc.object({
    withDate: true,
    withNullPrototype: false,
    key: fc.constantFrom('a', 'b', 'c d', 'ü'),
  });
  fc.assert(
    fc.property(plain, (object) => {
      const bytes = serialize(object, { ignoreUndefined: true });
      expect(encodeDocument(decodeDocument(bytes)).equals(Buffer.from(bytes))).toBe(true);
      deserialize(encodeDocument(decodeDocument(bytes)));
    }),
    { numRuns: 1000 },
  );
});

test('damaged bytes are refused with an error that a client can read', () => {
  fc.assert(
    fc.property(value, fc.nat(), fc.nat(255), fc.nat(8), (a, position, byte, cut) => {
      const bytes = Buffer.from(encodeDocument(new Map([['field', a]])));
      bytes[position % bytes.length] = byte;
      try {
        decodeDocument(bytes.subarray(0, bytes.length - cut));
      } catch (error) {
        expect(error).toBeInstanceOf(ServerError);
      }
    }),
    { numRuns: 5000 },
  );
});

test('a date that JavaScript cannot hold is refused', () => {
  const bytes = encodeDocument(new Map([['d', new Date(0)]]));
  bytes.writeBigInt64LE(9_000_000_000_000_000n, 7);
  expect(() => decodeDocument(bytes)).toThrow(/outside the range/);
});

test.each([
  ['a text that is no UTF-8', [2, 97, 0, 3, 0, 0, 0, 0xff, 0xfe, 0], 'UTF-8 encoding'],
  ['a name that is no UTF-8', [8, 0xc3, 0x28, 0, 1], 'UTF-8 encoding'],
  ['a boolean of 2', [8, 97, 0, 2], 'BSON bool is neither false nor true'],
  [
    'code with a scope of a wrong length',
    [15, 97, 0, 99, 0, 0, 0, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0],
    'incorrect BSON length',
  ],
  [
    'binary data with a wrong inner length',
    [5, 97, 0, 5, 0, 0, 0, 2, 7, 0, 0, 0, 1],
    'incorrect inner length',
  ],
  ['a document that ends behind the one around it', [3, 97, 0, 6, 0, 0, 0, 0], 'incorrect BSON length'],
  ['an array that ends too early', [4, 97, 0, 5, 0, 0, 0, 8, 48, 0, 1, 0], 'BSON object not terminated'],
  [
    'a text that is longer than its document',
    [2, 97, 0, 9, 0, 0, 0, 98, 0],
    'BSON size is larger than buffer size',
  ],
  ['a type that does not exist', [0x20, 97, 0], 'Unrecognized BSON type 32'],
  ['a text of no length', [2, 97, 0, 0, 0, 0, 0], 'Not null terminated string'],
])('%s is refused', (_, body, message) => {
  const bytes = Buffer.from([body.length + 5, 0, 0, 0, ...body, 0]);
  expect(() => decodeDocument(bytes)).toThrow(message);
});

test('the replacement character itself is a text like any other', () => {
  const doc: Document = new Map([['a\ufffd', `${'b'.repeat(30)}\ufffd`]]);
  expect(decodeDocument(encodeDocument(doc))).toEqual(doc);
});

test('nesting is limited', () => {
  let doc: Document = new Map();
  for (let i = 0; i < 300; i++) doc = new Map([['a', doc]]);
  expect(() => decodeDocument(encodeDocument(doc))).toThrow(/maximum nested object depth/);
});

describe('arithmetic', () => {
  const decimal = (text: string) => Decimal128.fromString(text);
  test.each([
    [numbers.add(1, 2), 3],
    [numbers.add(0x7fffffff, 1), 0x80000000n],
    [numbers.add(-0x80000000, -1), -0x80000001n],
    [numbers.add(2n ** 62n, 2n ** 62n), new Double(2 ** 63)],
    [numbers.add(1, new Double(0.5)), new Double(1.5)],
    [numbers.subtract(1n, 2), -1n],
    [numbers.multiply(65536, 65536), 2n ** 32n],
    [numbers.multiply(decimal('1.5'), 2), decimal('3.0')],
    [numbers.add(decimal('0.1'), decimal('0.2')), decimal('0.3')],
    [numbers.divide(decimal('1'), decimal('3')), decimal('0.3333333333333333333333333333333333')],
    [numbers.divide(decimal('1'), decimal('2')), decimal('0.5')],
    [numbers.remainder(-7, 3), -1],
    [
      numbers.add(decimal('9999999999999999999999999999999999'), 1),
      decimal('1.000000000000000000000000000000000E+34'),
    ],
  ])('%o', (result, expected) => {
    expect(identicalValues(result, expected)).toBe(true);
    expect(String(result instanceof Decimal128 ? result : '')).toBe(
      String(expected instanceof Decimal128 ? expected : ''),
    );
  });
});
