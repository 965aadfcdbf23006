/** Request fields about attachments. */
import * as v from 'valibot';
import { oneLine } from '../accounts/fields.ts';
import { text } from '../http/fields.ts';
import { ATTACHMENTS_MAX } from './attachment.ts';
import { attachmentId } from './attachment-id.ts';
import { plainType } from './types.ts';

export const FILE_NAME_MAX = 255;

/** The name alone, without a path. Clients clean names; the server refuses what would deceive or escape. */
export const fileName = v.pipe(
  oneLine(FILE_NAME_MAX),
  v.check((name) => !/[/\\]/.test(name) && !/^\.{1,2}$/.test(name), 'must be a name without a path'),
);

export const mediaType = v.pipe(
  text,
  v.maxLength(255, 'must be at most 255 characters'),
  v.transform((type) => plainType(type) ?? ''),
  v.nonEmpty('must be a media type such as image/jpeg'),
);

const SIZE_RULE = 'must be a whole number of bytes, at least 1';
/** How large a file may be is configured. */
export const size = v.pipe(v.number(SIZE_RULE), v.safeInteger(SIZE_RULE), v.minValue(1, SIZE_RULE));

export const sha256 = v.pipe(text, v.regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits'), v.toLowerCase());

const PIXELS_RULE = 'must be a whole number from 1 to 65,535';
export const pixels = v.pipe(
  v.number(PIXELS_RULE),
  v.integer(PIXELS_RULE),
  v.minValue(1, PIXELS_RULE),
  v.maxValue(65_535, PIXELS_RULE),
);

export const preview = v.pipe(
  text,
  v.regex(/^[A-Za-z0-9+/]{4,64}={0,2}$/, 'must be a ThumbHash as base64, at most 64 characters'),
  v.maxLength(64, 'must be a ThumbHash as base64, at most 64 characters'),
);

export const attachmentIds = v.pipe(
  v.array(attachmentId, 'must be a list of ids of attachments'),
  v.maxLength(ATTACHMENTS_MAX, `must be at most ${ATTACHMENTS_MAX} ids`),
  v.check((ids) => new Set(ids).size === ids.length, 'must not have an id twice'),
);

export const isDownload = v.optional(
  v.pipe(
    v.picklist(['true', 'false'], 'must be true or false'),
    v.transform((value) => value === 'true'),
  ),
);
