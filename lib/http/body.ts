/** Parses the JSON body: checks size, content type and syntax, and refuses duplicate fields. */
import httpJsonBodyParser from '@middy/http-json-body-parser';
import { parse as parseStrictly } from 'lossless-json';
import { ApiError, type ProblemCode } from './errors.ts';
import type { Exchange, Middleware } from './types.ts';

/** Room for a message of 8,000 characters outside the basic plane, each escaped as \uXXXX\uXXXX, and the other fields. */
export const BODY_MAX_BYTES = 128 * 1024;

const parser = httpJsonBodyParser();

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws ApiError malformed_json for invalid UTF-8: lenient decoding would turn different bytes into equal texts */
function decode(base64: string): string {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new ApiError('malformed_json', { detail: 'The request body is not UTF-8', cause });
  }
}

/** JSON is UTF-8 (RFC 8259). @throws ApiError unsupported_media_type */
function refuseOtherCharsets(contentType = ''): void {
  const charset = /;\s*charset=["']?([^\s;"']+)/i.exec(contentType)?.[1];
  if (charset && !/^utf-?8$/i.test(charset)) {
    throw new ApiError('unsupported_media_type', { detail: `JSON is sent as UTF-8, not as ${charset}` });
  }
}

const CODE_BY_STATUS: Record<number, ProblemCode> = { 415: 'unsupported_media_type', 422: 'malformed_json' };

function parseBody(exchange: Exchange): void {
  try {
    parser.before?.(exchange as never);
  } catch (cause) {
    const code = CODE_BY_STATUS[(cause as { statusCode?: number }).statusCode ?? 0];
    throw code ? new ApiError(code, { cause }) : cause;
  }
}

/**
 * JSON.parse silently keeps the last of two equal names, other parsers the first, so such a body is ambiguous and refused.
 * @middy's parser has no such check, hence this second, strict one.
 */
function refuseDuplicateKeys(text: string): void {
  try {
    parseStrictly(text, null, {
      parseNumber: Number,
      onDuplicateKey: ({ key }) => {
        throw new ApiError('duplicate_key', { detail: `The field ${JSON.stringify(key)} is given twice` });
      },
    });
  } catch (cause) {
    // JSON.parse accepted the text, so this parser fails only on too deep a nesting.
    throw cause instanceof ApiError ? cause : new ApiError('malformed_json', { cause });
  }
}

export const jsonBody = (): Middleware => ({
  before: (exchange) => {
    const { event } = exchange;
    if (typeof event.body !== 'string' || event.body === '') {
      event.body = undefined;
      return;
    }
    refuseOtherCharsets(event.headers['content-type']);
    const text = event.isBase64Encoded ? decode(event.body) : event.body;
    if (Buffer.byteLength(text) > BODY_MAX_BYTES) {
      throw new ApiError('payload_too_large', {
        detail: `At most ${BODY_MAX_BYTES / 1024} KiB are accepted`,
      });
    }
    parseBody(exchange);
    refuseDuplicateKeys(text);
  },
});
