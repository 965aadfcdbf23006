import * as v from 'valibot';
import { fileName, mediaType, pixels, preview, sha256, size } from '#lib/attachments/fields.ts';
import { Upload } from '#lib/attachments/resources.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { clientId } from '#lib/messages/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'uploads', by: 'user' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.strictObject({
    Name: fileName,
    Type: mediaType,
    Size: size,
    Sha256: sha256,
    Width: v.optional(pixels),
    Height: v.optional(pixels),
    Preview: v.optional(preview),
    ClientId: v.optional(clientId),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/attachments',
  tag: 'Messages',
  summary: 'Request an upload',
  description:
    'The answer has an address that takes a `PUT` of exactly this file, once. Afterwards a message names it in `Attachments`; without one it goes after a day. With a ClientId it can be repeated safely: the same file gets the same Id, and a new address.',
  success: { status: 201, description: 'The bytes can be uploaded', output: Upload },
  problems: ['file_too_large', 'quota_exceeded', 'storage_full', 'client_id_conflict', 'files_disabled'],
} as const satisfies EndpointDeclaration;
