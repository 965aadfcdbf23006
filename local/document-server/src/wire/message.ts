/** The MongoDB wire protocol: OP_MSG and what is left of OP_QUERY, in bytes. */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

export const HEADER_SIZE = 16;
/** The server's maxMessageSizeBytes. */
export const MAX_MESSAGE_SIZE = 48_000_000;

export const OpCode = { reply: 1, query: 2004, compressed: 2012, msg: 2013 } as const;

/** What the server allows of any BSON document: 16 KiB more than of one that is stored. */
const MAX_INTERNAL_SIZE = 16 * 1024 * 1024 + 16 * 1024;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_BITS = 0xffff;

/** A command as it arrived. Documents of a sequence are kept encoded beside their decoded form. */
export interface Request {
  requestId: number;
  opCode: number;
  body: Document;
  /** Set when the client does not wait for an answer. */
  moreToCome: boolean;
}

/** Parses one whole message, header included. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  switch (opCode) {
    case OpCode.msg:
      return parseMsg(message, requestId);
    case OpCode.query:
      return parseQuery(message, requestId);
    case OpCode.compressed:
      return parseMessage(decompress(message));
    default:
      throw new ServerError('ProtocolError', `opcode ${opCode} is not supported`);
  }
}

const DECOMPRESSORS: Record<number, (bytes: Buffer, limit: { maxOutputLength: number }) => Buffer> = {
  0: (bytes) => bytes,
  2: inflateSync,
  3: zstdDecompressSync,
};

/** No compressor is negotiated, but a client that compresses all the same is understood; the answer is plain. */
function decompress(message: Buffer): Buffer {
  const original = message.readInt32LE(HEADER_SIZE);
  const decompressor = DECOMPRESSORS[message[HEADER_SIZE + 8] as number];
  if (!decompressor)
    throw new ServerError('ProtocolError', 'the compressor of an OP_COMPRESSED is not supported');
  if (original === OpCode.compressed) throw new ServerError('ProtocolError', 'OP_COMPRESSED is nested');
  let body: Buffer;
  try {
    body = decompressor(message.subarray(HEADER_SIZE + 9), { maxOutputLength: MAX_MESSAGE_SIZE });
  } catch (error) {
    throw new ServerError('ProtocolError', `OP_COMPRESSED cannot be read: ${(error as Error).message}`);
  }
  const header = Buffer.from(message.subarray(0, HEADER_SIZE));
  header.writeInt32LE(original, 12);
  return Buffer.concat([header, body]);
}

function parseMsg(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(HEADER_SIZE);
  if ((flags & REQUIRED_BITS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new ServerError('ProtocolError', 'OP_MSG has unknown required flag bits');
  }
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let at = HEADER_SIZE + 4;
  let body: Document | undefined;
  const sequences: [string, Value[]][] = [];
  while (at < end) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw new ServerError('ProtocolError', 'an OP_MSG section is cut off');
    if (kind === 0) {
      if (size > MAX_INTERNAL_SIZE) throw tooLarge(size);
      if (body) throw new ServerError('ProtocolError', 'OP_MSG has two bodies');
      body = decodeDocument(message.subarray(at, at + size));
    } else if (kind === 1) {
      sequences.push(parseSequence(message.subarray(at, at + size)));
    } else {
      throw new ServerError('ProtocolError', `unknown OP_MSG section kind ${kind}`);
    }
    at += size;
  }
  if (!body) throw new ServerError('ProtocolError', 'OP_MSG has no body');
  for (const [name, documents] of sequences) {
    if (body.has(name)) throw new ServerError('ProtocolError', `the field ${name} comes twice`);
    body.set(name, documents);
  }
  return { requestId, opCode: OpCode.msg, body, moreToCome: (flags & MORE_TO_COME) !== 0 };
}

function tooLarge(size: number): ServerError {
  return new ServerError(
    'BSONObjectTooLarge',
    `BSONObj size: ${size} (0x${size.toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${MAX_INTERNAL_SIZE}(16MB)`,
  );
}

function parseSequence(section: Buffer): [string, Value[]] {
  const zero = section.indexOf(0, 4);
  const name = section.toString('utf8', 4, zero);
  const documents: Value[] = [];
  let at = zero + 1;
  while (at < section.length) {
    if (at + 5 > section.length) throw new ServerError('ProtocolError', 'a document sequence is cut off');
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) {
      throw new ServerError('ProtocolError', 'a document sequence is cut off');
    }
    if (size > MAX_INTERNAL_SIZE) throw tooLarge(size);
    documents.push(decodeDocument(section.subarray(at, at + size)));
    at += size;
  }
  return [name, documents];
}

/** Old drivers say hello with OP_QUERY on the namespace <db>.$cmd. */
function parseQuery(message: Buffer, requestId: number): Request {
  const zero = message.indexOf(0, HEADER_SIZE + 4);
  const namespace = message.toString('utf8', HEADER_SIZE + 4, zero);
  const body = decodeDocument(message.subarray(zero + 9, zero + 9 + message.readInt32LE(zero + 9)));
  if (!namespace.endsWith('.$cmd'))
    throw new ServerError('ProtocolError', 'OP_QUERY is only supported for hello');
  body.set('$db', namespace.slice(0, -'.$cmd'.length));
  return { requestId, opCode: OpCode.query, body, moreToCome: false };
}

let nextId = 1;

/** Encodes the answer to a request in the form of its question. */
export function encodeReply(request: { requestId: number; opCode: number }, reply: Document): Buffer[] {
  const body = encodeDocument(reply);
  const prefix = request.opCode === OpCode.query ? queryReplyPrefix() : Buffer.alloc(5);
  const header = Buffer.alloc(HEADER_SIZE);
  header.writeInt32LE(HEADER_SIZE + prefix.length + body.length, 0);
  header.writeInt32LE(nextId++ & 0x7fffffff, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.opCode === OpCode.query ? OpCode.reply : OpCode.msg, 12);
  return [header, prefix, body];
}

function queryReplyPrefix(): Buffer {
  const prefix = Buffer.alloc(20);
  prefix.writeInt32LE(8, 0);
  prefix.writeInt32LE(1, 16);
  return prefix;
}
