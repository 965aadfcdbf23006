/**
 * What the API answers, as schemas. Functions never load them: they answer what lib's types say, and test/unit/openapi/types.test.ts
 * proves that these say the same. Names of the exported table are those of the document's components.
 */
import * as v from 'valibot';
import { type ProblemCode, problems } from '../lib/http/errors.ts';

const text = v.string();
const described = (description: string) => v.pipe(text, v.description(description));
const time = (description: string) => v.pipe(text, v.isoTimestamp(), v.description(description));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counted = (description: string) => v.pipe(count, v.description(description));

const Message = v.object({
  To: described('username; empty in a group'),
  From: described('username'),
  Message: described('the text; empty once deleted'),
  Timestamp: time('when it was sent'),
  Id: v.pipe(text, v.regex(/^[0-9a-f]{24}$/), v.description('never changes')),
  Conversation: described('the id of its conversation'),
  Seq: counted('its place in the conversation: the same order for both sides. Numbers can be skipped'),
  Version: counted('grows with each change; of two states of a message the higher Version is the later one'),
  EditedAt: v.nullable(time('of the last edit')),
  DeletedAt: v.nullable(time('a deleted message stays as a tombstone')),
  ClientId: v.nullable(described('the sender’s own id for it')),
});

const Conversation = v.object({
  Conversation: described('its id'),
  User: described('the other member; oneself in a conversation with oneself'),
  Deleted: v.pipe(v.boolean(), v.description('the other member’s account no longer exists')),
  Blocked: v.pipe(v.boolean(), v.description('I have blocked the other member')),
  LastMessage: v.nullable(Message),
  Unread: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(99),
    v.description('the other side’s messages behind ReadSeq, counted up to 99; 0 while they are blocked'),
  ),
  UnreadMore: v.pipe(v.boolean(), v.description('there are more than 99')),
  ReadSeq: counted('up to which Seq, inclusively, I have read'),
  PeerReadSeq: counted('up to which Seq the other member has read'),
  Version: counted('of its latest change of any kind'),
  ActiveAt: time('of the latest message'),
});

const Block = v.object({ Username: text, BlockedAt: time('when it began') });

const Report = v.object({
  Id: text,
  MessageId: text,
  Reason: v.picklist(['spam', 'abuse', 'other']),
  Detail: v.nullable(described('in the reporter’s words')),
  ReportedAt: time('of the first report'),
});

const Session = v.object({
  Id: text,
  Device: described('such as "Firefox on Linux"'),
  CreatedAt: time('when it logged in'),
  LastUsedAt: time('when its token was last refreshed'),
  ExpiresAt: time('when it ends unless it is used'),
  Current: v.pipe(v.boolean(), v.description('it is the one that asks')),
});

const Avatar = v.union([
  v.object({ emoji: described('exactly one emoji') }),
  v.object({ color: described('#rrggbb') }),
]);

const publicProfile = {
  username: described('as spelled at registration'),
  display_name: v.nullable(text),
  bio: v.nullable(text),
  avatar: v.nullable(Avatar),
};

const Person = v.object({
  ...publicProfile,
  presence: v.object({
    online: v.boolean(),
    last_seen: v.nullable(
      time('null while online, for somebody who never was, and when one blocks the other'),
    ),
  }),
});

const ownProfile = {
  ...publicProfile,
  first_name: text,
  last_name: text,
  email: text,
  created_at: time('when the account was registered'),
};

const Profile = v.object(ownProfile);

const Login = v.object({
  Token: described('the access token: send it as Authorization: Bearer'),
  TokenIssued: time('when it becomes valid'),
  TokenExpiry: time('when it ceases to be'),
  Username: text,
  SessionId: text,
  RefreshTokenExpiry: time('the session ends then, unless it is refreshed'),
  RefreshToken: v.exactOptional(
    described('for POST /sessions/refresh; in cookie mode it is in the cookie instead'),
  ),
});

const Ticket = v.object({
  Ticket: text,
  Url: described('the complete address of the WebSocket, ticket included: open it as it is'),
  ExpiresAt: time('30 seconds later'),
});

const Dependency = v.variant('status', [
  v.object({ status: v.literal('up'), latency_ms: v.number() }),
  v.object({ status: v.literal('down') }),
]);

const Health = v.object({
  status: v.literal('up'),
  build: described('id of the deployment that answers; `local` outside of AWS'),
  dependencies: v.record(text, Dependency),
});

const ExportedConversation = v.object({
  Conversation: text,
  User: text,
  Deleted: v.boolean(),
  ReadSeq: count,
  PeerReadSeq: count,
  CreatedAt: time('of its first message'),
  ActiveAt: time('of its latest message'),
  messages: v.pipe(
    v.array(Message),
    v.description('oldest first; of a long conversation those of this page'),
  ),
});

const ExportPage = v.object({
  profile: v.exactOptional(v.object({ ...ownProfile, last_seen: v.nullable(text) })),
  sessions: v.exactOptional(v.pipe(v.array(Session), v.description('on the first page, as the profile is'))),
  blocks: v.exactOptional(v.pipe(v.array(Block), v.description('on the first page'))),
  reports: v.exactOptional(v.pipe(v.array(Report), v.description('on the first page'))),
  conversations: v.array(ExportedConversation),
});

const FieldError = v.object({
  field: described('as the client spelled it; empty for a rule about several'),
  detail: described('what is wrong, as a part of a sentence'),
});

const Problem = v.object({
  type: described('urn:corechat:problem:<code>'),
  title: described('for people; may be reworded'),
  status: v.pipe(v.number(), v.integer()),
  code: v.pipe(v.picklist(Object.keys(problems) as ProblemCode[]), v.description('stable: match on it')),
  detail: v.exactOptional(described('more about this one occurrence')),
  errors: v.exactOptional(
    v.pipe(v.array(FieldError), v.description('with validation_failed, one per wrong field')),
  ),
  request_id: described('also in X-Request-Id, and in the log'),
});

const ofConversation = { conversation: text, version: count };

const ServerFrame = v.variant('type', [
  v.object({
    ...ofConversation,
    type: v.picklist(['message.created', 'message.updated', 'message.deleted']),
    data: Message,
  }),
  v.object({
    ...ofConversation,
    type: v.literal('conversation.read'),
    data: v.object({ Username: text, Seq: count }),
  }),
  v.object({
    type: v.literal('typing'),
    conversation: text,
    data: v.object({
      Username: text,
      Typing: v.boolean(),
      ExpiresAt: time('forget it then, unless told again'),
    }),
  }),
  v.object({
    type: v.literal('presence'),
    data: v.object({
      Username: text,
      Online: v.boolean(),
      LastSeen: v.nullable(time('null when nobody knows')),
    }),
  }),
  v.object({ type: v.literal('block'), data: v.object({ Username: text, Blocked: v.boolean() }) }),
  v.object({ type: v.literal('session.revoked'), data: v.object({ SessionId: text }) }),
  v.object({ type: v.literal('pong'), data: v.object({ Time: time('of the server') }) }),
  v.object({ type: v.literal('error'), data: v.object({ code: text, title: text, request_id: text }) }),
]);

export const resources = {
  Message,
  Conversation,
  Block,
  Report,
  Session,
  Avatar,
  Person,
  Profile,
  Login,
  Ticket,
  Dependency,
  Health,
  ExportedConversation,
  ExportPage,
  FieldError,
  Problem,
  ServerFrame,
} as const;

export type ResourceName = keyof typeof resources;
