/** What each endpoint accepts. The only description of its input: handlers, documents and clients derive from it. */
import * as v from 'valibot';
import { COLOR_PATTERN, isOneEmoji } from './accounts/avatar.ts';
import { EMAIL_MAX, EMAIL_PATTERN, withAsciiDomain } from './accounts/email.ts';
import { normalizePassword } from './accounts/password.ts';
import { USERNAME_PATTERN, USERNAME_PREFIX_PATTERN } from './accounts/username.ts';
import { isConversationId } from './conversations/conversation.ts';
import { countCodePoints, messageTextFault, withThousands } from './messages/text.ts';

export const MESSAGES_PAGE_MAX = 200;
export const USERS_PAGE_MAX = 1_000;
export const CONVERSATIONS_PAGE_MAX = 100;
export const BLOCKS_PAGE_MAX = 100;
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
export const NAME_MAX = 100;
export const DISPLAY_NAME_MAX = 50;
export const BIO_MAX = 500;

const text = v.string('must be a string');

export const username = v.pipe(
  text,
  v.regex(USERNAME_PATTERN, 'must be 3–32 characters: letters, digits, "_", "." or "-"'),
);

/** Names a peer that may or may not exist; anything that cannot be a username is simply nobody's name. */
export const peer = v.pipe(text, v.nonEmpty('must not be empty'), v.maxLength(64, 'must be a username'));

export const password = v.pipe(
  text,
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  // Different bytes that are no UTF-8 all become this character: each such password would open the account.
  v.check((value) => !value.includes('\ufffd'), 'must be sent as UTF-8'),
  v.transform(normalizePassword),
  v.check((value) => {
    const characters = countCodePoints(value);
    return characters >= PASSWORD_MIN && characters <= PASSWORD_MAX;
  }, `must be ${PASSWORD_MIN}–${PASSWORD_MAX} characters`),
);

/** To prove who one is, any string may be tried: the limits belong to registration, and may change after it. */
export const passwordAttempt = v.pipe(text, v.maxLength(1_024, 'must be at most 1,024 characters'));

const oneLine = (maximum: number) =>
  v.pipe(
    text,
    v.trim(),
    v.check(
      (value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value) && countCodePoints(value) <= maximum,
      `must be 1–${maximum} characters, not only spaces`,
    ),
    v.check(
      (value) => value.isWellFormed() && !/[\p{Cc}\p{Bidi_Control}]/u.test(value),
      'must not contain control characters',
    ),
  );

export const personName = oneLine(NAME_MAX);

export const displayName = oneLine(DISPLAY_NAME_MAX);

/** An empty one is none. */
export const bio = v.pipe(
  text,
  v.trim(),
  v.transform((value) => value.replaceAll('\r\n', '\n')),
  v.check((value) => countCodePoints(value) <= BIO_MAX, `must be at most ${BIO_MAX} characters`),
  v.check(
    (value) => value.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(value),
    'must not contain control characters other than line breaks and tabs',
  ),
  v.transform((value) => (value === '' ? null : value)),
);

export const avatar = v.union(
  [
    v.strictObject({ emoji: v.pipe(v.string(), v.check(isOneEmoji, 'must be exactly one emoji')) }),
    v.strictObject({
      color: v.pipe(v.string(), v.regex(COLOR_PATTERN, 'must be a colour such as #ff8800'), v.toLowerCase()),
    }),
  ],
  'must be {"emoji": one emoji}, {"color": "#rrggbb"} or null',
);

export const email = v.pipe(
  text,
  v.trim(),
  v.transform(withAsciiDomain),
  v.maxLength(EMAIL_MAX, `must be at most ${EMAIL_MAX} characters`),
  v.regex(EMAIL_PATTERN, 'must be an email address such as alice@example.org'),
);

export const messageText = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? messageTextFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

export const clientId = v.pipe(text, v.regex(/^[\x21-\x7e]{1,64}$/, 'must be 1–64 visible ASCII characters'));

/** In the reporter's own words. An empty one is none. */
export const reportDetail = v.pipe(
  text,
  v.trim(),
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  v.check((value) => countCodePoints(value) <= 1_000, 'must be at most 1,000 characters'),
  v.transform((value) => (value === '' ? null : value)),
);

/** From a query string a number arrives as text, from a JSON body as itself. */
const limit = (maximum: number) => {
  const rule = `must be a whole number from 1 to ${withThousands(maximum)}`;
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

export const cursor = v.optional(
  v.pipe(text, v.maxLength(1_000, 'must be a cursor taken from a Link header')),
);

export const syncToken = v.optional(
  v.pipe(text, v.maxLength(400, 'must be a token taken from an X-Sync-Token header')),
);

/** A page backwards and what changed since are different questions. */
const oneDirection = <Query extends { before?: string | undefined; since?: string | undefined }>() =>
  v.check<Query, string>(
    ({ before, since }) => before === undefined || since === undefined,
    'must have before or since, not both',
  );

export const RegisterInput = v.strictObject({
  first_name: personName,
  last_name: personName,
  username,
  password,
  email,
});

export const LoginInput = v.strictObject({
  username: v.pipe(text, v.nonEmpty('must not be empty')),
  password: passwordAttempt,
});

/** Cookie mode sends the token in its cookie and an empty body. */
export const RefreshSessionInput = v.strictObject({
  RefreshToken: v.optional(v.pipe(text, v.maxLength(400, 'must be a refresh token'))),
});

export const EndSessionInput = v.strictObject({ id: text });

export const ListUsersInput = v.strictObject({
  prefix: v.optional(
    v.pipe(text, v.regex(USERNAME_PREFIX_PATTERN, 'must be the beginning of a username'), v.toLowerCase()),
  ),
  limit: limit(USERS_PAGE_MAX),
  after: cursor,
});

export const ShowUserInput = v.strictObject({ username: peer });

export const ListBlocksInput = v.strictObject({ limit: limit(BLOCKS_PAGE_MAX), after: cursor });

export const BlockInput = v.strictObject({ username: peer });

export const UpdateProfileInput = v.pipe(
  v.strictObject({
    first_name: v.optional(personName),
    last_name: v.optional(personName),
    email: v.optional(email),
    display_name: v.optional(v.nullable(displayName)),
    bio: v.optional(v.nullable(bio)),
    avatar: v.optional(v.nullable(avatar)),
  }),
  v.check((fields) => Object.keys(fields).length > 0, 'must have at least one field to change'),
);

export const ChangePasswordInput = v.strictObject({
  current_password: passwordAttempt,
  new_password: password,
  keep_other_sessions: v.optional(v.boolean('must be true or false'), false),
});

export const DeleteAccountInput = v.strictObject({ password: passwordAttempt });

export const ExportInput = v.strictObject({ after: cursor });

const conversationId = v.pipe(text, v.check(isConversationId, "must be a conversation's id"));

/** For requests that name a person or a conversation: the field that is given decides, so that errors are about that one. */
// Schemas are made by functions, so that bundles leave out those that no handler of theirs uses.
// @__NO_SIDE_EFFECTS__
function inConversation<ByPerson extends v.GenericSchema, ById extends v.GenericSchema>(
  toPerson: () => ByPerson,
  toConversation: () => ById,
) {
  const [byPerson, byId] = [toPerson(), toConversation()];
  const choose = (input: unknown): ByPerson | ById =>
    typeof input === 'object' && input !== null && Object.hasOwn(input, 'Conversation') ? byId : byPerson;
  return Object.assign(v.lazy(choose), { options: [byPerson, byId] as const });
}

const content = { Message: messageText, ClientId: v.optional(clientId) };

export const SendMessageInput = inConversation(
  () => v.strictObject({ User: peer, ...content }),
  () => v.strictObject({ Conversation: conversationId, ...content }),
);

const messagesPage = () => ({ limit: limit(MESSAGES_PAGE_MAX), before: cursor, since: syncToken });

export const ListMessagesInput = inConversation(
  () => v.pipe(v.strictObject({ User: peer, ...messagesPage() }), oneDirection()),
  () => v.pipe(v.strictObject({ Conversation: conversationId, ...messagesPage() }), oneDirection()),
);

export const EditMessageInput = v.strictObject({ id: text, Message: messageText });

export const DeleteMessageInput = v.strictObject({ id: text });

export const ReportMessageInput = v.strictObject({
  id: text,
  Reason: v.picklist(['spam', 'abuse', 'other'], 'must be spam, abuse or other'),
  Detail: v.optional(reportDetail),
});

export const ListConversationsInput = v.pipe(
  v.strictObject({
    limit: limit(CONVERSATIONS_PAGE_MAX),
    before: cursor,
    since: syncToken,
  }),
  oneDirection(),
);

/** A username or a conversation's id: no username begins as an id does. */
export const MarkReadInput = v.strictObject({
  conversation: peer,
  Seq: v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be a whole number'),
    v.minValue(0, 'must not be negative'),
  ),
});

export const PingFrame = v.strictObject({ type: v.literal('ping', 'must be "ping"') });

const typingFrame = {
  type: v.literal('typing', 'must be "typing"'),
  Typing: v.optional(v.boolean('must be true or false'), true),
};

export const TypingFrame = inConversation(
  () => v.strictObject({ ...typingFrame, User: peer }),
  () => v.strictObject({ ...typingFrame, Conversation: conversationId }),
);

export const AnyFrame = v.unknown();

/** For endpoints that take nothing: whatever is sent along is ignored. */
export const NoInput = v.object({});
