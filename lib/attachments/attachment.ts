/** Attachments of messages: files in the bucket of lib/platform/files.ts, each with a row in MongoDB (docs/decisions/055-files.md). */
import type { AttachmentResource } from './resources.ts';
import type { Scan } from './scan.ts';

/** What a message has of each of its files. */
export interface Attachment {
  /** see newAttachmentId */
  id: string;
  name: string;
  /** a media type without parameters, in lower case */
  type: string;
  /** bytes */
  size: number;
  /** pixels, of pictures and videos, as the sender says */
  width?: number;
  height?: number;
  /** ThumbHash, base64 */
  preview?: string;
  /** Absent where nothing is scanned, see scan.ts. A refused one has no bytes any more. */
  scan?: Scan;
}

export const ATTACHMENTS_MAX = 10;

export const toAttachmentResource = ({
  id,
  name,
  type,
  size,
  width,
  height,
  preview,
  scan,
}: Attachment): AttachmentResource => ({
  Id: id,
  Name: name,
  Type: type,
  Size: size,
  ...(width === undefined ? {} : { Width: width }),
  ...(height === undefined ? {} : { Height: height }),
  ...(preview === undefined ? {} : { Preview: preview }),
  ...(scan === 'pending' || scan === 'refused' ? { Scan: scan } : {}),
});

/** In the bucket. */
export const keyOf = (id: string): string => `attachments/${id}`;
