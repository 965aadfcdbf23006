/** Makes a file ready to be sent: named, measured, hashed, and without the place where it was taken. */
import { CoreChatError } from '../errors.ts';
import { randomId } from '../platform.ts';
import { cleanFile } from './clean.ts';
import { fileError } from './file-errors.ts';
import { cleanName } from './file-name.ts';
import { typeOf } from './kinds.ts';
import { sha256 } from './sha256.ts';

/** A file that does not come from a browser. */
export interface FileSource {
  name: string;
  /** by its name, such as text/csv; the bytes decide where they can */
  type?: string;
  bytes: Uint8Array;
}

/** What is known of a file that is being sent. */
export interface FileFacts {
  /** makes its upload idempotent, and names it on this device */
  readonly clientId: string;
  readonly name: string;
  readonly type: string;
  /** bytes */
  readonly size: number;
  /** 64 hexadecimal digits */
  readonly sha256: string;
  /** of pictures, in pixels */
  readonly width?: number;
  readonly height?: number;
  /** ThumbHash, base64 */
  readonly preview?: string;
}

export interface FileDraft extends FileFacts {
  readonly bytes: Blob;
}

export interface UploadedFile extends FileDraft {
  /** of the attachment, for `messages.send`; a message must name it within a day */
  readonly id: string;
}

/** What a program that decodes a picture knows of it. */
export type Look = Pick<FileFacts, 'width' | 'height' | 'preview'>;

/** Held in memory while it is hashed; the server's own limit is lower. */
const MAX_BYTES = 512_000_000;

async function bytesOf(source: Blob | FileSource): Promise<Uint8Array<ArrayBuffer>> {
  const size = source instanceof Blob ? source.size : source.bytes.length;
  if (size > MAX_BYTES) throw new CoreChatError('file_too_large', { message: 'The file is too large' });
  if (!(source instanceof Blob)) return Uint8Array.from(source.bytes);
  try {
    return new Uint8Array(await source.arrayBuffer());
  } catch (cause) {
    // A folder, or a file that was changed or removed after it was chosen.
    throw fileError('file_unreadable', cause);
  }
}

function facts(source: Blob | FileSource, bytes: Uint8Array<ArrayBuffer>) {
  const name = cleanName((source as { name?: string }).name ?? '');
  const type = typeOf(bytes.subarray(0, 64), source.type ?? '');
  const clean = cleanFile(bytes, type);
  if (!clean) throw fileError('file_damaged');
  return { name, type, clean: Uint8Array.from(clean.bytes), size: clean.size };
}

/**
 * The bytes are copied, so that a later change of the file on the disk does not matter.
 * @param look tells what the picture looks like, where something can decode it @returns undefined where it cannot
 * @throws CoreChatError file_empty, file_too_large, file_unreadable, file_damaged
 */
export async function prepareFile(
  source: Blob | FileSource,
  look?: (picture: Blob) => Promise<Look | undefined>,
): Promise<FileDraft> {
  const given = await bytesOf(source);
  if (given.length === 0) throw fileError('file_empty');
  const { name, type, clean, size } = facts(source, given);
  const bytes = new Blob([clean], { type });
  const seen = type.startsWith('image/') ? await look?.(bytes) : undefined;
  const { width = 0, height = 0 } = seen ?? size ?? {};
  return {
    clientId: randomId(),
    name,
    type,
    size: clean.length,
    sha256: await sha256(clean),
    ...(width > 0 && height > 0 ? { width, height } : {}),
    ...(seen?.preview ? { preview: seen.preview } : {}),
    bytes,
  };
}
