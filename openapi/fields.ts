/**
 * JSON Schemas for request fields that the capabilities' fields.ts check by code, so that they cannot be derived. Each is a component
 * of the document; test/unit/openapi/fields.test.ts proves that they accept every value that the API accepts.
 */
import type { JsonSchema } from '@valibot/to-json-schema';
import { EMAIL_MAX } from '../lib/accounts/email.ts';
import * as accounts from '../lib/accounts/fields.ts';
import { NAME_SEARCH_MAX, nameSearch } from '../lib/accounts/search-field.ts';
import { captionText, clientId } from '../lib/messages/fields.ts';
import { ESCAPED_MAX_BYTES, MESSAGE_MAX_BYTES, MESSAGE_MAX_CHARACTERS } from '../lib/messages/text.ts';

const count = (number: number): string => number.toLocaleString('en');

/** At least one letter, digit, mark or symbol. */
const VISIBLE = '\\S';

/** By component. Each adds to the derived schema. */
export const fields = {
  Username: {
    schema: accounts.newUsername,
    adds: {
      description: 'unique, ignoring case; names that sound official, such as admin, are reserved',
      examples: ['alice'],
    },
  },
  Peer: {
    schema: accounts.peer,
    adds: { description: 'a username, in any spelling', examples: ['bob'] },
  },
  NameSearch: {
    schema: nameSearch,
    adds: {
      minLength: 1,
      maxLength: NAME_SEARCH_MAX,
      description:
        'beginnings of words in a username or display name, such as "soren k" for Søren Kierkegaard',
      examples: ['soren'],
    },
  },
  NewPassword: {
    schema: accounts.password,
    adds: {
      format: 'password',
      minLength: accounts.PASSWORD_MIN,
      maxLength: accounts.PASSWORD_MAX,
      description: 'any characters; compared in Unicode normalization form KC',
    },
  },
  Password: {
    schema: accounts.passwordAttempt,
    adds: { format: 'password' },
  },
  PersonName: {
    schema: accounts.personName,
    adds: {
      minLength: 1,
      maxLength: accounts.NAME_MAX,
      pattern: VISIBLE,
      description: 'no control, invisible or stacked characters; spaces around it are cut off',
    },
  },
  DisplayName: {
    schema: accounts.displayName,
    adds: {
      minLength: 1,
      maxLength: accounts.DISPLAY_NAME_MAX,
      pattern: VISIBLE,
      description:
        'no control, invisible or stacked characters; spaces around it are cut off; names that sound official are reserved',
    },
  },
  Bio: {
    schema: accounts.bio,
    adds: {
      maxLength: accounts.BIO_MAX,
      description: 'no control characters except line breaks and tabs; a blank text clears it',
    },
  },
  NewAvatar: {
    schema: accounts.avatar,
    adds: { description: 'exactly one emoji, or the colour behind the initials' },
  },
  Email: {
    schema: accounts.email,
    adds: {
      format: 'email',
      maxLength: EMAIL_MAX,
      description: 'an internationalized domain is converted to its ASCII form',
      examples: ['alice@example.org'],
    },
  },
  MessageText: {
    schema: captionText,
    adds: {
      maxLength: MESSAGE_MAX_CHARACTERS,
      description: `at least one character is visible; empty only beside Attachments; at most ${count(MESSAGE_MAX_BYTES)} bytes of UTF-8, and ${count(ESCAPED_MAX_BYTES)} escaped as JSON`,
    },
  },
  ClientId: {
    schema: clientId,
    adds: { description: 'client-generated id of the message; repeated requests with it create one message' },
  },
} as const satisfies Record<string, { schema: unknown; adds: JsonSchema }>;
