/** Where values lie in BSON bytes that were checked when they were stored. https://bsonspec.org/spec.html */

/** @returns bytes of a value of this type */
export function valueSize(buffer: Buffer, type: number, start: number): number {
  switch (type) {
    case 0x06:
    case 0x0a:
    case 0x7f:
    case 0xff:
      return 0;
    case 0x08:
      return 1;
    case 0x10:
      return 4;
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x07:
      return 12;
    case 0x13:
      return 16;
    case 0x02:
    case 0x0d:
    case 0x0e:
      return 4 + buffer.readInt32LE(start);
    case 0x03:
    case 0x04:
    case 0x0f:
      return buffer.readInt32LE(start);
    case 0x05:
      return 5 + buffer.readInt32LE(start);
    case 0x0c:
      return 16 + buffer.readInt32LE(start);
    case 0x0b:
      return buffer.indexOf(0, buffer.indexOf(0, start) + 1) + 1 - start;
    default:
      throw new Error(`A stored document has a value of the unknown type ${type}`);
  }
}

/** Whether the bytes between two positions are this name. */
export function isNamed(buffer: Buffer, name: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== buffer[start + index]) return false;
  }
  return true;
}

/** @returns where the name ends that begins here. A loop is faster than a native search, because names are short. */
export function endOfName(buffer: Buffer, start: number): number {
  let end = start;
  while (buffer[end] !== 0) end++;
  return end;
}
