/** One index of a collection: its definition, its entries and its SQLite table. */

import { identicalValues } from '../bson/compare.ts';
import { type Numeric, toNumber } from '../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { type Collation, parseCollation } from '../collation.ts';
import { type Filter, pathsOf } from '../query/filter.ts';
import { compileFilter, type Matcher } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import { type Path, splitPath } from '../query/path.ts';
import { encodeKey, type IndexKey } from './index-key.ts';
import { generateKeys } from './key-generator.ts';

/** An entry as it is stored: its key, made unique by the record's number unless the index is unique itself. */
export interface Entry extends IndexKey {
  /** The key without the record number. */
  prefix: Buffer;
  tuple: Value[];
}

/** As they are stored: per field and part of its path; data of format 1 has one flag per field. */
export type MultikeyFlags = readonly (boolean | readonly boolean[])[];

export class CollectionIndex {
  readonly id: number;
  readonly spec: Document;
  readonly name: string;
  readonly pattern: Document;
  readonly fields: string[];
  readonly paths: Path[];
  readonly directions: number[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly hidden: boolean;
  readonly collation: Collation | undefined;
  readonly partialFilter: Filter | undefined;
  readonly #partialMatcher: Matcher | undefined;
  /** That the keys and the partial filter depend on. */
  readonly #topLevelFields: string[];
  readonly expireAfterSeconds: number | undefined;
  /**
   * Per field, per part of its path: some document has an array there, of which each element has entries of its own.
   * Never goes back to false. Fields that pass the same array get the same element of it in each entry.
   */
  multikey: boolean[][] = [];
  readonly table: string;
  accesses = 0;
  /** Ends the scans that still read it. */
  dropped = false;
  readonly since = new Date();

  constructor(id: number, spec: Document) {
    this.id = id;
    this.spec = spec;
    this.name = spec.get('name') as string;
    this.pattern = spec.get('key') as Document;
    this.fields = [...this.pattern.keys()];
    this.paths = this.fields.map(splitPath);
    this.directions = [...this.pattern.values()].map((value) => (toNumber(value as Numeric) < 0 ? -1 : 1));
    this.isId = this.fields.length === 1 && this.fields[0] === '_id';
    this.unique = spec.get('unique') === true || this.isId;
    this.sparse = spec.get('sparse') === true;
    this.hidden = spec.get('hidden') === true;
    this.collation = parseCollation(spec.get('collation'));
    const partial = spec.get('partialFilterExpression');
    if (isDocument(partial)) {
      this.partialFilter = parseFilter(partial, { collation: this.collation, variables: new Map() });
      this.#partialMatcher = compileFilter(this.partialFilter, this.collation?.compare);
    }
    const paths = [...this.paths, ...(this.partialFilter ? pathsOf(this.partialFilter) : [])];
    this.#topLevelFields = [...new Set(paths.map(([name]) => name as string))];
    const ttl = spec.get('expireAfterSeconds');
    this.expireAfterSeconds = isNumeric(ttl) ? toNumber(ttl) : undefined;
    this.setMultikey([]);
    this.table = `index_${id}`;
  }

  readonly isId: boolean;

  get isMultikey(): boolean {
    return this.multikey.some((parts) => parts.includes(true));
  }

  setMultikey(flags: MultikeyFlags): void {
    // With one flag per field, the array may be anywhere on the path.
    this.multikey = this.paths.map((path, i) =>
      path.map((_, at) => flags[i] === true || (Array.isArray(flags[i]) && flags[i][at] === true)),
    );
  }

  isMultikeyField(position: number): boolean {
    return this.multikey[position]?.includes(true) ?? false;
  }

  /** Whether the b-tree itself keeps the keys apart. Under a collation different strings may share a key. */
  get keysAreUnique(): boolean {
    return this.unique && this.collation === undefined;
  }

  /** Whether a change of the document may change its entries. */
  isAffectedBy(before: Document, after: Document): boolean {
    return this.#topLevelFields.some((name) => !identicalValues(before.get(name), after.get(name)));
  }

  /** Whether the index has to hold entries for the document. */
  covers(doc: Document): boolean {
    return this.#partialMatcher === undefined || this.#partialMatcher(doc);
  }

  /** The entries of a document; `grown` tells that the multikey flags have changed. */
  entries(doc: Document, record: number): { entries: Entry[]; grown: boolean } {
    if (!this.covers(doc)) return { entries: [], grown: false };
    const { tuples, arrays } = generateKeys(doc, this.paths, this.sparse);
    let grown = false;
    for (const [i, parts] of arrays?.entries() ?? []) {
      const known = this.multikey[i] as boolean[];
      for (const [at, array] of parts.entries()) {
        if (!array || known[at]) continue;
        known[at] = true;
        grown = true;
      }
    }
    if (tuples.length === 1) return { entries: [this.#entry(tuples[0] as Value[], record)], grown };
    const distinct = new Map<string, Entry>();
    for (const tuple of tuples) {
      const entry = this.#entry(tuple, record);
      distinct.set(entry.bytes.toString('latin1'), entry);
    }
    return { entries: [...distinct.values()], grown };
  }

  #entry(tuple: Value[], record: number): Entry {
    const { bytes, types } = encodeKey(tuple, this.directions, this.collation);
    if (this.keysAreUnique) return { bytes, prefix: bytes, types, tuple };
    const key = Buffer.allocUnsafe(bytes.length + 6);
    bytes.copy(key);
    key.writeUIntBE(record, bytes.length, 6);
    return { bytes: key, prefix: bytes, types, tuple };
  }

  /** {a: 1, b: "x"} for the error 11000. */
  keyValue(tuple: readonly Value[]): Document {
    return new Map(this.fields.map((field, i) => [field, tuple[i] as Value]));
  }
}
