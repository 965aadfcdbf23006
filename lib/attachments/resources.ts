/** Schemas of responses about attachments. Functions load only their types. */
import * as v from 'valibot';
import { counted, described, text, time } from '../http/resource-parts.ts';

const file = {
  Id: text,
  Name: described('of the file'),
  Type: described('media type'),
  Size: counted('bytes'),
};

export const Attachment = v.object({
  ...file,
  Width: v.exactOptional(counted('pixels, as the sender says')),
  Height: v.exactOptional(counted('pixels, as the sender says')),
  Preview: v.exactOptional(described('ThumbHash of a picture, base64')),
  Scan: v.exactOptional(
    v.pipe(
      v.picklist(['pending', 'refused']),
      v.description('being checked for viruses, or deleted because of one; absent otherwise'),
    ),
  ),
});

export const Upload = v.object({
  Id: described('for Attachments of a message'),
  Upload: v.object({
    Method: v.literal('PUT'),
    Url: described('takes exactly the described bytes, once; 412 says that they are there already'),
    Headers: v.pipe(v.record(text, text), v.description('which the upload must have')),
  }),
  ExpiresAt: time('of the address'),
});

export const Download = v.object({
  ...file,
  Url: described('of the bytes, for everybody who has it'),
  ExpiresAt: time('of the address'),
});

export type AttachmentResource = v.InferOutput<typeof Attachment>;
export type UploadResource = v.InferOutput<typeof Upload>;
export type DownloadResource = v.InferOutput<typeof Download>;
