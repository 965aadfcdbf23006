/** Width and height of pictures, from their headers. JPEG has its own in jpeg.ts. */

export interface Dimensions {
  width: number;
  height: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** RFC 9649: a lossy, a lossless or an extended file. */
function ofWebp(view: DataView): Dimensions | undefined {
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 "
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // "VP8L"
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // "VP8X"
      return { width: three(24) + 1, height: three(27) + 1 };
    default:
      return undefined;
  }
}

function read(bytes: Uint8Array, type: string): Dimensions | undefined {
  const view = viewOf(bytes);
  if (type === 'image/png') return { width: view.getUint32(16), height: view.getUint32(20) };
  if (type === 'image/gif') return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  return type === 'image/webp' ? ofWebp(view) : undefined;
}

/** @returns undefined for other types, and where the file ends before */
export function dimensionsOf(bytes: Uint8Array, type: string): Dimensions | undefined {
  try {
    return read(bytes, type);
  } catch {
    return undefined;
  }
}
