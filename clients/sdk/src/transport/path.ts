import { CoreChatError } from '../errors.ts';

/**
 * A value as a segment of a path, so that the request reaches exactly its resource.
 * @throws CoreChatError validation_failed for what cannot be one: an empty text and dots would address another resource, because
 * `fetch` resolves them, and half of a surrogate pair has no UTF-8
 */
export function segment(value: string): string {
  const encoded = encode(value);
  if (encoded !== undefined && !['', '.', '..'].includes(encoded)) return encoded;
  const detail = `${JSON.stringify(value)} cannot be part of an address`;
  throw new CoreChatError('validation_failed', {
    message: detail,
    fields: [{ field: 'name_or_id', detail }],
  });
}

function encode(value: string): string | undefined {
  try {
    return encodeURIComponent(value);
  } catch {
    return undefined;
  }
}
