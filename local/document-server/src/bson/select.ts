/** Plain projections on BSON bytes. Values that stay are copied as they are, which takes a tenth of decoding and encoding them. */
import { endOfName, isNamed, valueSize } from './layout.ts';

/** Names of fields, as bytes. `undefined`: the whole field; a list: fields inside it, or inside each document of an array. */
export type Paths = readonly { name: Uint8Array; inside: Paths | undefined }[];

/** @param keeps whether the paths are kept, and everything else left out; otherwise the reverse */
export function selectFields(bytes: Uint8Array, paths: Paths, keeps: boolean): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Selector(buffer, keeps).document(0, paths);
}

type Replacement = Uint8Array | 'kept' | 'dropped';

const TERMINATOR = Buffer.of(0);

class Selector {
  readonly #buffer: Buffer;
  readonly #keeps: boolean;

  constructor(buffer: Buffer, keeps: boolean) {
    this.#buffer = buffer;
    this.#keeps = keeps;
  }

  /** @returns a part of the buffer when nothing is left out */
  document(start: number, paths: Paths): Uint8Array {
    const buffer = this.#buffer;
    const end = start + buffer.readInt32LE(start);
    const parts: Uint8Array[] = [];
    let copied = start + 4;
    for (let at = copied; buffer[at] !== 0; ) {
      const valueStart = endOfName(buffer, at + 1) + 1;
      const valueEnd = valueStart + valueSize(buffer, buffer[at] as number, valueStart);
      const replacement = this.#replacement(at, valueStart, paths);
      if (replacement !== 'kept') {
        parts.push(buffer.subarray(copied, replacement === 'dropped' ? at : valueStart));
        if (replacement !== 'dropped') parts.push(replacement);
        copied = valueEnd;
      }
      at = valueEnd;
    }
    if (parts.length === 0) return buffer.subarray(start, end);
    parts.push(buffer.subarray(copied, end));
    return withLength(parts);
  }

  #replacement(at: number, valueStart: number, paths: Paths): Replacement {
    const path = paths.find(({ name }) => isNamed(this.#buffer, name, at + 1, valueStart - 1));
    if (!path) return this.#keeps ? 'dropped' : 'kept';
    if (!path.inside) return this.#keeps ? 'kept' : 'dropped';
    return this.#inside(this.#buffer[at] as number, valueStart, path.inside);
  }

  #inside(type: number, valueStart: number, paths: Paths): Replacement {
    if (type === 0x03) return this.document(valueStart, paths);
    if (type === 0x04) return this.#array(valueStart, paths);
    return this.#keeps ? 'dropped' : 'kept';
  }

  /** Elements that are left out move the numbers of those behind them. */
  #array(start: number, paths: Paths): Uint8Array {
    const buffer = this.#buffer;
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let at = start + 4; buffer[at] !== 0; ) {
      const type = buffer[at] as number;
      const valueStart = endOfName(buffer, at + 1) + 1;
      const valueEnd = valueStart + valueSize(buffer, type, valueStart);
      const replacement = this.#inside(type, valueStart, paths);
      if (replacement !== 'dropped') {
        const value = replacement === 'kept' ? buffer.subarray(valueStart, valueEnd) : replacement;
        parts.push(Buffer.of(type), Buffer.from(`${length++}\0`), value);
      }
      at = valueEnd;
    }
    parts.push(TERMINATOR);
    return withLength(parts);
  }
}

/** @param parts the last one ends with the terminator */
function withLength(parts: Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(4);
  const bytes = Buffer.concat([header, ...parts]);
  bytes.writeInt32LE(bytes.length);
  return bytes;
}
