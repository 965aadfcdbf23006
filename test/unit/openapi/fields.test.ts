/** The document's handwritten limits of fields are never stricter than the API, and as strict at the edges. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { fields } from '../../../openapi/fields.ts';
import { componentSchemas } from '../../../openapi/json-schema.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const schemas = componentSchemas();
const validatorOf = (name: string) => ajv.compile(schemas[name] as object);
const takes = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

const names = Object.keys(fields) as (keyof typeof fields)[];

describe.each(names)('%s', (name) => {
  const documented = validatorOf(name);

  test('is documented no stricter than it is checked', () => {
    const short = fc.string({ unit: 'grapheme', maxLength: 140 });
    const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019._-@#'), maxLength: 70 });
    const values = fc.oneof(
      short,
      ascii,
      fc.emailAddress(),
      fc.record({ color: fc.stringMatching(/^#[0-9a-fA-F]{6}$/) }),
      fc.constantFrom({ emoji: '🦊' }, { emoji: '👩‍🚀' }, { emoji: 'x' }, {}, 5, true),
    );
    fc.assert(
      fc.property(values, (value) => {
        // Trimmed characters are not part of the description, and a ligature counts once.
        const plain = typeof value === 'string' ? value.trim().normalize('NFKC') : value;
        fc.pre(takes(fields[name].schema, plain));
        expect(documented(plain), JSON.stringify(plain)).toBe(true);
      }),
      { numRuns: 300, maxSkipsPerRun: 1_000 },
    );
  });
});

test.each<[keyof typeof fields, number, string]>([
  ['Username', 32, 'a'],
  ['Peer', 64, 'a'],
  ['NewPassword', 128, 'é'],
  ['Password', 1_024, 'x'],
  ['PersonName', 100, '名'],
  ['DisplayName', 50, '🦊'],
  ['Bio', 500, '🦊'],
  ['MessageText', 8_000, 'x'],
  ['ClientId', 64, 'x'],
])('%s has %i characters at most, here as there', (name, most, character) => {
  const documented = validatorOf(name);
  for (const length of [0, 1, 2, 3, 7, 8, most, most + 1]) {
    const value = character.repeat(length);
    expect([length, documented(value)]).toEqual([length, takes(fields[name].schema, value)]);
  }
});
