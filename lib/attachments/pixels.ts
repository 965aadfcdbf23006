/** How large a picture is, as its own header says. */

interface Pixels {
  width: number;
  height: number;
}

/** @returns where the frame of a JPEG file begins (ITU-T T.81, B.2.2), behind its marker */
function frameIn(start: Buffer): number | undefined {
  for (let at = 2; at + 9 <= start.length; ) {
    if (start[at] !== 0xff) return undefined;
    const marker = start[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable) return at + 2;
    at += 2 + Math.max(start.readUInt16BE(at + 2), 2);
  }
  return undefined;
}

function ofJpeg(start: Buffer): Pixels | undefined {
  const frame = frameIn(start);
  return frame === undefined
    ? undefined
    : { height: start.readUInt16BE(frame + 3), width: start.readUInt16BE(frame + 5) };
}

/** RFC 9649: lossy, lossless or extended. */
function ofWebp(start: Buffer): Pixels | undefined {
  const kind = start.toString('latin1', 12, 16);
  if (kind === 'VP8 ')
    return { width: start.readUInt16LE(26) & 0x3fff, height: start.readUInt16LE(28) & 0x3fff };
  if (kind === 'VP8X') return { width: start.readUIntLE(24, 3) + 1, height: start.readUIntLE(27, 3) + 1 };
  if (kind !== 'VP8L') return undefined;
  const bits = start.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** @param start of a JPEG, PNG or WebP file @returns undefined for other types, and where it is cut off or damaged */
export function pixelsOf(type: string, start: Buffer): Pixels | undefined {
  try {
    if (type === 'image/png') return { width: start.readUInt32BE(16), height: start.readUInt32BE(20) };
    if (type === 'image/jpeg') return ofJpeg(start);
    return type === 'image/webp' ? ofWebp(start) : undefined;
  } catch {
    return undefined;
  }
}
