/** What an attacker puts where a value belongs: texts for queries, paths, headers and cookies, and fragments of JSON for bodies. */
import fc, { type Arbitrary } from 'fast-check';

/**
 * In every operator object that is sent, and nowhere else as a whole value: below an operator in a command to the database it
 * shows that an operator of the client was carried out (operator-watch.ts).
 */
export const OPERATOR_MARK = 'an operator of the client’s';

export const OPERATORS = [
  '$gt',
  '$gte',
  '$lt',
  '$ne',
  '$eq',
  '$in',
  '$nin',
  '$not',
  '$or',
  '$and',
  '$exists',
  '$type',
  '$regex',
  '$where',
  '$expr',
  '$function',
  '$set',
  '$unset',
  '$inc',
  '$rename',
  '$lookup',
  '$out',
  '$merge',
  '$jsonSchema',
];

const json = (value: unknown): string => JSON.stringify(value);

export const operatorObject: Arbitrary<string> = fc
  .tuple(fc.constantFrom(...OPERATORS), fc.constantFrom('plain', 'list', 'deeper', 'with others'))
  .map(([operator, form]) => {
    if (form === 'list') return json({ [operator]: [OPERATOR_MARK] });
    if (form === 'deeper') return json({ [operator]: { $ne: OPERATOR_MARK } });
    return json({ [operator]: OPERATOR_MARK, ...(form === 'plain' ? {} : { $comment: OPERATOR_MARK }) });
  });

const POLLUTION = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"__proto__":null}',
  '{"toString":1,"valueOf":1,"hasOwnProperty":1}',
  '{"length":1e9,"0":"a"}',
  '{"toJSON":"x","then":"y"}',
];

/** As JSON writes them; some are no JSON. */
const NUMBERS = [
  '1e400',
  '-1e400',
  '-0',
  '0',
  '-1',
  '1.5',
  '9007199254740993',
  '9007199254740991',
  '-9007199254740991',
  '8640000000000001',
  '2147483648',
  '1e-400',
  '1E5',
  '9'.repeat(400),
  '0x10',
  '01',
  'NaN',
  'Infinity',
];

const nested = (depth: number, open: string, shut: string): string => open.repeat(depth) + shut.repeat(depth);
const DEEP = [
  nested(100, '[', ']'),
  nested(5_000, '[', ']'),
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  '['.repeat(60_000),
];

/** Texts that break something somewhere, all of them well-formed. */
export const STRANGE_TEXTS = [
  '',
  ' ',
  '\t\r\n',
  '\0',
  'a\0b',
  '\u202Eevil\u202C',
  '\u2066a\u2069',
  '\uFEFF',
  '\u200B\u2060',
  'e\u0301',
  '\u212A', // a Kelvin sign, which toLowerCase makes a k
  'ſ',
  'İ',
  'ﬃ',
  `Z${'\u0351\u036B'.repeat(200)}`,
  '👨‍👩‍👧‍👦'.repeat(50),
  'null',
  'undefined',
  'true',
  '-1',
  '1e400',
  '../../etc/passwd',
  '..\\..\\',
  '%00',
  '%2e%2e%2f',
  '%',
  '%E0%80%AF',
  "' OR '1'='1",
  '; DROP TABLE users; --',
  `\${7*7}`,
  '{{7*7}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '$where',
  '(a+)+$',
  '.*',
  '[',
  'a\r\nX-Injected: yes',
  'a\nSet-Cookie: injected=1',
  'x'.repeat(65),
  'x'.repeat(1_025),
  'x'.repeat(9_000),
  '😀'.repeat(8_001),
];

/** Half of a pair, which UTF-8 cannot say. */
const LONE = ['\uD800', 'a\uDC00b', '\uDFFF\uD800'];

export const hostileText: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...STRANGE_TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...LONE) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  { weight: 1, arbitrary: operatorObject },
);

/** A fragment of JSON, or of what is nearly JSON. */
export const hostileJson: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: operatorObject },
  { weight: 3, arbitrary: hostileText.map(json) },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom(...POLLUTION) },
  { weight: 1, arbitrary: fc.constantFrom(...DEEP) },
  { weight: 2, arbitrary: fc.constantFrom('null', 'true', '[]', '{}', '""', '[""]', '[[]]', '{"Token":1}') },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom('"\\uD800"', '"\\u0000"', "'a'", 'undefined', '"a', '') },
);

/** Names of fields, parameters, headers and cookies. */
export const hostileName: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'constructor.prototype.polluted',
    '__proto__[polluted]',
    'prototype',
    'User[$ne]',
    'User.$ne',
    'username[$gt]',
    '_id',
    'members.0',
    'from',
    '',
    ' ',
    'length',
    'Token',
    'toString',
    'a.b',
    'a\0',
  ),
  fc.constantFrom(...OPERATORS),
  fc.string({ maxLength: 12 }),
);

/** Page cursors and sync tokens are readable and unsigned: base64url of JSON. So are forged ones. */
export const forgedPosition: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      (value: string) => `["%%list%%",${value}]`,
      (value: string) => `["%%list%%",{"activityAt":${value},"id":"%%mine%%"}]`,
      (value: string) => `["%%list%%",{"activityAt":1,"id":${value}}]`,
      (value: string) => `["%%list%%",{"savedAt":${value},"message":"%%newMessage%%"}]`,
      (value: string) => `["%%list%%",{"savedAt":1,"message":${value}}]`,
      (value: string) => `["%%list%%",{"name":${value},"id":"%%mine%%"}]`,
      (value: string) => `["%%list%%",{"conversation":"%%victims%%","seq":${value}}]`,
      (value: string) => `["%%list%%",{"conversation":${value},"seq":0}]`,
      (value: string) => token(value, '"changedAt":1'),
      (value: string) => token('%%now%%', `"changedAt":${value}`),
      (value: string) => token('%%now%%', `"changedAt":1,"pending":{"id":"%%mine%%","asOf":${value}}`),
      (value: string) => token('%%now%%', `"changedAt":1,"pending":{"id":${value},"asOf":1}`),
      (value: string) => token('%%now%%', `"conversation":"%%victims%%","version":${value}`),
      (value: string) => token('%%now%%', `"conversation":"%%mine%%","version":${value}`),
      (value: string) => token('%%now%%', `"conversation":${value},"version":1`),
      (value: string) =>
        token(
          '%%now%%',
          `"conversation":"%%mine%%","version":1,"pending":{"settled":${value},"asOf":${value}}`,
        ),
    ),
    fc.oneof(fc.constantFrom(...NUMBERS), hostileJson),
  )
  .map(([form, value]) => `%%base64url(${form(value)})%%`);

const token = (issuedAt: string, position: string): string =>
  `{"user":"%%me%%","issuedAt":${issuedAt},"position":{"list":"%%list%%",${position}}}`;
