/** What each endpoint accepts. The only description of its input: handlers, documents and clients derive from it. */
import * as v from 'valibot';
import { normalizePassword } from './auth/password.ts';
import { countCodePoints, messageTextFault } from './domain/text.ts';
import { USERNAME_PATTERN, USERNAME_PREFIX_PATTERN } from './domain/username.ts';

export const MESSAGES_PAGE_MAX = 200;
export const USERS_PAGE_MAX = 1_000;
const PASSWORD_MIN = 8;
const PASSWORD_MAX = 128;
const NAME_MAX = 100;

const text = v.string('must be a string');

const username = v.pipe(
  text,
  v.regex(USERNAME_PATTERN, 'must be 3–32 characters: letters, digits, "_", "." or "-"'),
);

/** Names a peer that may or may not exist; anything that cannot be a username is simply nobody's name. */
const peer = v.pipe(text, v.nonEmpty('must not be empty'), v.maxLength(64, 'must be a username'));

const password = v.pipe(
  text,
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  v.transform(normalizePassword),
  v.check((value) => {
    const characters = countCodePoints(value);
    return characters >= PASSWORD_MIN && characters <= PASSWORD_MAX;
  }, `must be ${PASSWORD_MIN}–${PASSWORD_MAX} characters`),
);

/** At login any string may be tried: the limits belong to registration, and may change after it. */
const passwordAttempt = v.pipe(text, v.maxLength(1_024, 'must be at most 1,024 characters'));

const personName = v.pipe(
  text,
  v.trim(),
  v.check(
    (value) => value !== '' && countCodePoints(value) <= NAME_MAX,
    `must be 1–${NAME_MAX} characters, not only spaces`,
  ),
  v.check((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), 'must not contain control characters'),
);

const email = v.pipe(
  text,
  v.trim(),
  v.maxLength(254, 'must be at most 254 characters'),
  v.email('must be an email address such as alice@example.org'),
);

const messageText = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? messageTextFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

const clientId = v.pipe(text, v.regex(/^[\x21-\x7e]{1,64}$/, 'must be 1–64 visible ASCII characters'));

/** From a query string a number arrives as text, from a JSON body as itself. */
const limit = (maximum: number) => {
  const rule = `must be a whole number from 1 to ${maximum.toLocaleString('en')}`;
  return v.optional(
    v.pipe(
      v.union([v.number(rule), v.pipe(v.string(), v.regex(/^\d{1,6}$/, rule), v.transform(Number))], rule),
      v.integer(rule),
      v.minValue(1, rule),
      v.maxValue(maximum, rule),
    ),
    maximum,
  );
};

const cursor = v.optional(v.pipe(text, v.maxLength(200, 'must be a cursor taken from a Link header')));

export const RegisterInput = v.strictObject({
  first_name: personName,
  last_name: personName,
  username,
  password,
  email,
});

export const LoginInput = v.strictObject({ username: v.pipe(text, v.nonEmpty()), password: passwordAttempt });

export const ListUsersInput = v.strictObject({
  prefix: v.optional(
    v.pipe(text, v.regex(USERNAME_PREFIX_PATTERN, 'must be the beginning of a username'), v.toLowerCase()),
  ),
  limit: limit(USERS_PAGE_MAX),
  after: cursor,
});

export const SendMessageInput = v.strictObject({
  User: peer,
  Message: messageText,
  ClientId: v.optional(clientId),
});

export const ListMessagesInput = v.strictObject({
  User: peer,
  limit: limit(MESSAGES_PAGE_MAX),
  before: cursor,
});

export const EditMessageInput = v.strictObject({ id: text, Message: messageText });

export const DeleteMessageInput = v.strictObject({ id: text });

/** For endpoints that take nothing: whatever is sent along is ignored. */
export const NoInput = v.object({});
