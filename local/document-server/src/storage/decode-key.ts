/** Index keys back to values: for covered queries and for the bounds that explain shows. */
import {
  Binary,
  BsonType,
  type Document,
  Double,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  Regex,
  Timestamp,
  UNDEFINED,
  type Value,
} from '../bson/values.ts';

/** Thrown away by the caller: the key does not say everything about the value. */
class NotReversible extends Error {}

class KeyReader {
  readonly #bytes: Uint8Array;
  readonly #types: Uint8Array | null;
  #at = 0;
  #number = 0;

  constructor(bytes: Uint8Array, types: Uint8Array | null) {
    this.#bytes = bytes;
    this.#types = types;
  }

  /** Reads one component; a descending one is turned over in place first. */
  component(direction: number): Value {
    if (direction < 0)
      this.#bytes.subarray(this.#at).forEach((byte, i, rest) => {
        rest[i] = ~byte;
      });
    const value = this.#payload(this.#byte());
    if (direction < 0)
      this.#bytes.subarray(this.#at).forEach((byte, i, rest) => {
        rest[i] = ~byte;
      });
    return value;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new NotReversible();
    return byte;
  }

  #take(size: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#at, this.#at + size));
    if (taken.length < size) throw new NotReversible();
    this.#at += size;
    return taken;
  }

  #payload(rank: number): Value {
    switch (rank) {
      case 1:
        return MIN_KEY;
      case 2:
        return UNDEFINED;
      case 5:
        return null;
      case 10:
        return this.#numberValue();
      case 15:
        if (this.#types?.includes(BsonType.symbol)) throw new NotReversible();
        return this.#text();
      case 20:
        return this.#document();
      case 25:
        return this.#array();
      case 30: {
        const size = this.#take(4).readUInt32BE(0);
        const subtype = this.#byte();
        return new Binary(new Uint8Array(this.#take(size)), subtype);
      }
      case 35:
        return new ObjectId(new Uint8Array(this.#take(12)));
      case 40:
        return this.#byte() === 1;
      case 45:
        return new Date(Number(BigInt.asIntN(64, this.#take(8).readBigUInt64BE(0) ^ 0x8000000000000000n)));
      case 47:
        return new Timestamp(this.#take(8).readBigUInt64BE(0));
      case 50: {
        const pattern = this.#text();
        return new Regex(pattern, this.#text());
      }
      case 127:
        return MAX_KEY;
      default:
        throw new NotReversible();
    }
  }

  #text(): string {
    const start = this.#at;
    const parts: Uint8Array[] = [];
    let from = start;
    for (;;) {
      const byte = this.#byte();
      if (byte !== 0) continue;
      const next = this.#byte();
      if (next === 0xff) {
        parts.push(this.#bytes.subarray(from, this.#at - 1));
        from = this.#at;
        continue;
      }
      parts.push(this.#bytes.subarray(from, this.#at - 2));
      return Buffer.concat(parts).toString('utf8');
    }
  }

  #document(): Document {
    const doc: Document = new Map();
    for (;;) {
      const rank = this.#byte();
      if (rank === 0) return doc;
      const name = this.#text();
      doc.set(name, this.#payload(rank));
    }
  }

  #array(): Value[] {
    const list: Value[] = [];
    for (;;) {
      const rank = this.#byte();
      if (rank === 0) return list;
      list.push(this.#payload(rank));
    }
  }

  #numberValue(): Value {
    const bytes = this.#take(8);
    const inexact = this.#byte();
    const type = this.#types ? this.#types[this.#number++] : BsonType.int;
    if (inexact !== 0 || type === BsonType.decimal) throw new NotReversible();
    const value = toDouble(bytes);
    if (type === BsonType.double) {
      // Both zeros have one key.
      if (value === 0) throw new NotReversible();
      return new Double(value);
    }
    return type === BsonType.long ? BigInt(value) : value;
  }
}

function toDouble(bytes: Buffer): number {
  if (bytes.every((byte) => byte === 0)) return Number.NaN;
  if ((bytes[0] as number) & 0x80) bytes[0] = (bytes[0] as number) & 0x7f;
  else for (let i = 0; i < 8; i++) bytes[i] = ~(bytes[i] as number);
  return bytes.readDoubleBE(0);
}

/** The values of an entry, or undefined when only the document knows them exactly. */
export function decodeKey(
  bytes: Uint8Array,
  types: Uint8Array | null,
  directions: readonly number[],
): Value[] | undefined {
  const reader = new KeyReader(new Uint8Array(bytes), types);
  try {
    return directions.map((direction) => reader.component(direction));
  } catch (error) {
    if (error instanceof NotReversible) return undefined;
    throw error;
  }
}

/** The value of one ascending component; undefined for a bound that is no value, such as "all strings". */
export function decodeComponent(bytes: Uint8Array): Value | undefined {
  return decodeKey(bytes, null, [1])?.[0];
}
