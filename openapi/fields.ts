/**
 * The fields of requests that are more than JSON Schema can be derived from: what lib/schemas.ts checks by code. Each is a
 * component of the document; test/unit/openapi/fields.test.ts proves that no value is refused here that the API takes.
 */
import type { JsonSchema } from '@valibot/to-json-schema';
import { EMAIL_MAX } from '../lib/accounts/email.ts';
import { ESCAPED_MAX_BYTES, MESSAGE_MAX_BYTES, MESSAGE_MAX_CHARACTERS } from '../lib/messages/text.ts';
import * as input from '../lib/schemas.ts';

const count = (number: number): string => number.toLocaleString('en');

/** By component. What is derived from the schema comes first; these add to it. */
export const fields = {
  Username: {
    schema: input.username,
    adds: { description: 'unique, case aside', examples: ['alice'] },
  },
  Peer: {
    schema: input.peer,
    adds: { description: 'a username, in any spelling', examples: ['bob'] },
  },
  NewPassword: {
    schema: input.password,
    adds: {
      format: 'password',
      minLength: input.PASSWORD_MIN,
      maxLength: input.PASSWORD_MAX,
      description: 'any characters, compared in Unicode’s normalization form KC',
    },
  },
  Password: {
    schema: input.passwordAttempt,
    adds: { format: 'password' },
  },
  PersonName: {
    schema: input.personName,
    adds: {
      minLength: 1,
      maxLength: input.NAME_MAX,
      description: 'no control characters; spaces around it are cut off',
    },
  },
  DisplayName: {
    schema: input.displayName,
    adds: {
      minLength: 1,
      maxLength: input.DISPLAY_NAME_MAX,
      description: 'no control characters; spaces around it are cut off',
    },
  },
  Bio: {
    schema: input.bio,
    adds: {
      maxLength: input.BIO_MAX,
      description: 'line breaks and tabs are the only control characters; an empty one is none',
    },
  },
  NewAvatar: {
    schema: input.avatar,
    adds: { description: 'exactly one emoji, or the colour behind the initials' },
  },
  Email: {
    schema: input.email,
    adds: {
      format: 'email',
      maxLength: EMAIL_MAX,
      description: 'a domain in another script is accepted too, and kept in its ASCII form',
      examples: ['alice@example.org'],
    },
  },
  MessageText: {
    schema: input.messageText,
    adds: {
      minLength: 1,
      maxLength: MESSAGE_MAX_CHARACTERS,
      description: `at most ${count(MESSAGE_MAX_BYTES)} bytes of UTF-8, and ${count(ESCAPED_MAX_BYTES)} escaped as JSON`,
    },
  },
  ClientId: {
    schema: input.clientId,
    adds: { description: 'your own id for the message: sent again with it, it is the same message' },
  },
} as const satisfies Record<string, { schema: unknown; adds: JsonSchema }>;
