/** Collations through Intl.Collator: the locales and strengths that the runtime knows. */
import { compareBinary, type StringOrder } from './bson/compare.ts';
import { type Numeric, toNumber } from './bson/number.ts';
import { type Document, document, isDocument, isNumeric, type Value } from './bson/values.ts';
import { ServerError } from './errors.ts';

export interface Collation {
  compare: StringOrder;
  /**
   * Bytes that are the same for all strings that the collation holds equal, and perhaps for a few others. They carry
   * no order: Intl offers no sort keys. An index with a collation therefore serves equality, and each hit is checked.
   */
  sortKey(text: string): Uint8Array;
  /** The complete specification, as listIndexes and listCollections report it. */
  spec: Document;
}

const FIELDS = [
  'locale',
  'caseLevel',
  'caseFirst',
  'strength',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'normalization',
  'backwards',
  'version',
];

const SENSITIVITY: Record<number, 'base' | 'accent' | 'variant'> = { 1: 'base', 2: 'accent' };

/** Parses a collation document; `undefined` stands for the binary order ("simple"). */
export function parseCollation(spec: Value | undefined): Collation | undefined {
  if (spec === undefined) return undefined;
  if (!isDocument(spec)) throw new ServerError('TypeMismatch', 'collation must be a document');
  if (spec.size === 0) return undefined;
  for (const name of spec.keys()) {
    if (!FIELDS.includes(name))
      throw new ServerError(40415, `BSON field 'collation.${name}' is an unknown field.`);
  }
  const locale = spec.get('locale');
  if (locale === undefined) {
    throw new ServerError(40414, "BSON field 'collation.locale' is missing but a required field");
  }
  if (typeof locale !== 'string')
    throw new ServerError('TypeMismatch', 'Field locale must be of type string');
  if (locale === 'simple') return undefined;
  return build(spec, locale);
}

function build(spec: Document, locale: string): Collation {
  const strength = numberOption(spec, 'strength', 3);
  if (![1, 2, 3, 4, 5].includes(strength)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${strength}' for field 'collation.strength' is not a valid value.`,
    );
  }
  if (spec.get('backwards') === true) {
    throw new ServerError('CommandNotSupported', 'collation option backwards is not supported');
  }
  const caseLevel = spec.get('caseLevel') === true;
  const caseFirst = (spec.get('caseFirst') ?? 'off') as string;
  const numericOrdering = spec.get('numericOrdering') === true;
  const shifted = spec.get('alternate') === 'shifted';
  const collator = collatorFor(locale, {
    sensitivity:
      caseLevel && strength === 1 ? 'case' : caseLevel ? 'variant' : (SENSITIVITY[strength] ?? 'variant'),
    numeric: numericOrdering,
    ignorePunctuation: shifted && strength < 4,
    caseFirst: caseFirst === 'upper' || caseFirst === 'lower' ? caseFirst : 'false',
  });
  const compare: StringOrder =
    strength === 5
      ? (a, b) => collator.compare(a, b) || compareBinary(a, b)
      : (a, b) => collator.compare(a, b);
  return {
    compare,
    sortKey: (text) => {
      const folded = fold(text, numericOrdering, shifted);
      return Buffer.from(strength === 1 ? spellOut(folded, collator) : folded);
    },
    spec: document({
      locale,
      caseLevel,
      caseFirst,
      strength,
      numericOrdering,
      alternate: shifted ? 'shifted' : 'non-ignorable',
      maxVariable: (spec.get('maxVariable') as string | undefined) ?? 'punct',
      normalization: spec.get('normalization') === true,
      backwards: false,
      version: '57.1',
    }),
  };
}

function numberOption(spec: Document, name: string, fallback: number): number {
  const value = spec.get(name);
  if (value === undefined) return fallback;
  if (!isNumeric(value)) throw new ServerError('TypeMismatch', `Field collation.${name} must be a number`);
  return toNumber(value as Numeric);
}

function collatorFor(locale: string, options: Intl.CollatorOptions): Intl.Collator {
  const tag = locale.replaceAll('_', '-').replace('@collation=', '-u-co-');
  try {
    if (Intl.Collator.supportedLocalesOf(tag).length > 0) return new Intl.Collator(tag, options);
  } catch {
    // not even a well-formed tag: refused below
  }
  throw new ServerError('BadValue', `Field 'locale' is invalid in: { locale: "${locale}" }`);
}

/** Folds away more than any collation ignores, so that strings that are equal under one always fold to the same. */
function fold(text: string, numeric: boolean, shifted: boolean): string {
  let folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  folded = folded.replace(/[\p{M}\p{C}]/gu, '');
  if (shifted) folded = folded.replace(/[\p{P}\p{Z}\p{S}\s]/gu, '');
  if (numeric) folded = folded.replace(/0+(\d)/g, '$1');
  return folded.replace(/[\u30a1-\u30f6]/g, (katakana) => String.fromCharCode(katakana.charCodeAt(0) - 0x60));
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const SPELLINGS = [...LETTERS, ...LETTERS.flatMap((first) => LETTERS.map((second) => first + second))];
const spelledOut = new WeakMap<Intl.Collator, Map<string, string>>();

/** Without accents, æ equals ae and ø equals o, although Unicode does not decompose them. */
function spellOut(text: string, collator: Intl.Collator): string {
  const known = spelledOut.get(collator) ?? new Map<string, string>();
  spelledOut.set(collator, known);
  return text.replace(/\P{ASCII}/gu, (letter) => {
    const spelling =
      known.get(letter) ?? SPELLINGS.find((plain) => collator.compare(letter, plain) === 0) ?? letter;
    known.set(letter, spelling);
    return spelling;
  });
}

export function sameCollation(a: Collation | undefined, b: Collation | undefined): boolean {
  return a === b || (!!a && !!b && [...a.spec].every(([name, value]) => b.spec.get(name) === value));
}
