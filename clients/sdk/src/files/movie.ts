/**
 * Blanks in a film or sound what says where and with what it was made (ISO/IEC 14496-12, QuickTime File Format): the boxes `udta` with
 * `©xyz`, `meta` with `com.apple.quicktime.location.ISO6709`, and XMP. Their places stay, as free space, because the positions of pictures
 * and sounds are counted from the beginning of the file. Separate metadata tracks, in which action cameras record their route, stay.
 */
import { beginsWith } from './bytes.ts';

const BLANKED = ['udta', 'meta'];
const PARENTS = ['moov', 'trak', 'moof', 'traf'];
const XMP_ID = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac';
const FREE = [0x66, 0x72, 0x65, 0x65];

/** A box with a length of 64 bits has 16 bytes before its content. */
const [HEAD_BYTES, LONG_HEAD_BYTES] = [8, 16];

interface Box {
  type: string;
  at: number;
  content: number;
  end: number;
}

function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + HEAD_BYTES <= to; ) {
    const short = view.getUint32(at);
    const isLong = short === 1 && at + LONG_HEAD_BYTES <= to;
    const content = at + (isLong ? LONG_HEAD_BYTES : HEAD_BYTES);
    const size = isLong ? Number(view.getBigUint64(at + HEAD_BYTES)) : short;
    // The last box may reach to the end without saying so; one that is cut off does.
    const end = size === 0 ? to : Math.min(at + size, to);
    if (end < content) return;
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), at, content, end };
    at = end;
  }
}

/** @param bytes are changed */
export function blankPlaces(bytes: Uint8Array, from = 0, to = bytes.length): void {
  for (const { type, at, content, end } of boxesIn(bytes, from, to)) {
    const isXmp = type === 'uuid' && beginsWith(bytes.subarray(content, end), XMP_ID);
    if (PARENTS.includes(type)) blankPlaces(bytes, content, end);
    else if (BLANKED.includes(type) || isXmp) {
      bytes.set(FREE, at + 4);
      bytes.fill(0, content, end);
    }
  }
}
