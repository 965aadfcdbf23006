/**
 * The fields of requests that are more than JSON Schema can be derived from: what the capabilities' fields.ts check by code. Each is a
 * component of the document; test/unit/openapi/fields.test.ts proves that no value is refused here that the API takes.
 */
import type { JsonSchema } from '@valibot/to-json-schema';
import { EMAIL_MAX } from '../lib/accounts/email.ts';
import * as accounts from '../lib/accounts/fields.ts';
import { clientId, messageText } from '../lib/messages/fields.ts';
import { ESCAPED_MAX_BYTES, MESSAGE_MAX_BYTES, MESSAGE_MAX_CHARACTERS } from '../lib/messages/text.ts';

const count = (number: number): string => number.toLocaleString('en');

/** By component. What is derived from the schema comes first; these add to it. */
export const fields = {
  Username: {
    schema: accounts.username,
    adds: { description: 'unique, case aside', examples: ['alice'] },
  },
  Peer: {
    schema: accounts.peer,
    adds: { description: 'a username, in any spelling', examples: ['bob'] },
  },
  NewPassword: {
    schema: accounts.password,
    adds: {
      format: 'password',
      minLength: accounts.PASSWORD_MIN,
      maxLength: accounts.PASSWORD_MAX,
      description: 'any characters, compared in Unicode’s normalization form KC',
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
      description: 'no control characters; spaces around it are cut off',
    },
  },
  DisplayName: {
    schema: accounts.displayName,
    adds: {
      minLength: 1,
      maxLength: accounts.DISPLAY_NAME_MAX,
      description: 'no control characters; spaces around it are cut off',
    },
  },
  Bio: {
    schema: accounts.bio,
    adds: {
      maxLength: accounts.BIO_MAX,
      description: 'line breaks and tabs are the only control characters; an empty one is none',
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
      description: 'a domain in another script is accepted too, and kept in its ASCII form',
      examples: ['alice@example.org'],
    },
  },
  MessageText: {
    schema: messageText,
    adds: {
      minLength: 1,
      maxLength: MESSAGE_MAX_CHARACTERS,
      description: `at most ${count(MESSAGE_MAX_BYTES)} bytes of UTF-8, and ${count(ESCAPED_MAX_BYTES)} escaped as JSON`,
    },
  },
  ClientId: {
    schema: clientId,
    adds: { description: 'your own id for the message: sent again with it, it is the same message' },
  },
} as const satisfies Record<string, { schema: unknown; adds: JsonSchema }>;
