/** clients/sdk/src/limits.ts: limits of the server that clients check or show before they send. */
import {
  BIO_MAX,
  DISPLAY_NAME_MAX,
  PASSWORD_MAX,
  PASSWORD_MIN,
  PEERS_MAX,
} from '../../lib/accounts/fields.ts';
import { NAME_SEARCH_MAX } from '../../lib/accounts/search-field.ts';
import { USERNAME_MAX, USERNAME_MIN, USERNAME_PATTERN } from '../../lib/accounts/username.ts';
import { MESSAGE_MAX_BYTES, MESSAGE_MAX_CHARACTERS } from '../../lib/messages/text.ts';
import { DETAIL_MAX } from '../../lib/moderation/fields.ts';
import { componentSchemas, type JsonSchema } from '../../openapi/json-schema.ts';
import { formatted } from '../formatted.ts';

export const LIMITS = 'clients/sdk/src/limits.ts';

const number = (value: unknown): string => Number(value).toLocaleString('en').replaceAll(',', '_');

export function limitsText(): string {
  const { Unread } = componentSchemas().Conversation?.properties ?? {};
  return formatted(
    LIMITS,
    `/** Generated from lib by \`npm run generate\`. Do not edit. */

/** Limits of the server that clients check or show before they send. Characters are code points. */
export const limits = {
  messageCharacters: ${number(MESSAGE_MAX_CHARACTERS)},
  /** as UTF-8 */
  messageBytes: ${number(MESSAGE_MAX_BYTES)},
  usernameMinCharacters: ${number(USERNAME_MIN)},
  usernameMaxCharacters: ${number(USERNAME_MAX)},
  usernamePattern: ${USERNAME_PATTERN},
  passwordMinCharacters: ${number(PASSWORD_MIN)},
  passwordMaxCharacters: ${number(PASSWORD_MAX)},
  displayNameCharacters: ${number(DISPLAY_NAME_MAX)},
  bioCharacters: ${number(BIO_MAX)},
  reportDetailCharacters: ${number(DETAIL_MAX)},
  /** of a search for people by name */
  nameSearchCharacters: ${number(NAME_SEARCH_MAX)},
  /** usernames in one request for people */
  peopleAtOnce: ${number(PEERS_MAX)},
  /** unread messages are counted up to this number */
  unread: ${number((Unread as JsonSchema).maximum)},
} as const;`,
  );
}
