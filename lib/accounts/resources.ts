/** Schemas of responses about people and accounts. */
import * as v from 'valibot';
import { Block } from '../blocks/resources.ts';
import { count, described, flag, text, time } from '../http/resource-parts.ts';
import { Message } from '../messages/resources.ts';
import { Report } from '../moderation/resources.ts';
import { Session } from '../sessions/resources.ts';
import { DIGEST_DELAYS } from './digest-delay.ts';

export const Username = text;

export const Avatar = v.union([
  v.object({ emoji: described('exactly one emoji') }),
  v.object({ color: described('#rrggbb') }),
  v.object({
    picture: described(
      'Id of an attachment, square, at most 512 pixels: GET /attachments/{id} has its address',
    ),
    preview: v.exactOptional(described('ThumbHash, base64')),
  }),
]);

export const PublicProfile = v.object({
  username: described('as spelled at registration'),
  display_name: v.nullable(text),
  bio: v.nullable(text),
  avatar: v.nullable(Avatar),
});

export const Person = v.object({
  ...PublicProfile.entries,
  presence: v.object({
    online: v.boolean(),
    last_seen: v.nullable(
      time('null while online, before the first connection, and where the person does not show it to me'),
    ),
  }),
});

const ownProfile = {
  ...PublicProfile.entries,
  first_name: text,
  last_name: text,
  email: text,
  email_confirmed: flag('whether a code that was sent to the address came back: see POST /me/mail'),
  created_at: time('when the account was registered'),
  recovery_codes: v.nullable(
    v.pipe(
      v.object({ made_at: time('when they were made'), left: count }),
      v.description('the recovery codes that are not used; null before the first were made'),
    ),
  ),
  last_seen_to: v.pipe(
    v.picklist(['everybody', 'contacts', 'nobody']),
    v.description('who sees whether I am online, and when I was last'),
  ),
  read_marks_to: v.pipe(v.picklist(['contacts', 'nobody']), v.description('who sees how far I have read')),
  add_to_groups: v.pipe(
    v.picklist(['everybody', 'contacts', 'nobody']),
    v.description('who may add me to groups; others can invite me'),
  ),
  quiet_hours: v.pipe(
    v.nullable(
      v.object({
        from: described('HH:MM of the clock in the zone'),
        to: described('HH:MM; before `from` it is of the next day'),
        zone: described('an IANA time zone such as Europe/Berlin'),
      }),
    ),
    v.description('no notifications come in these hours; null: they come at all hours'),
  ),
  link_previews: flag(
    'whether links that I send get a preview, and clients show me previews, where the server makes any',
  ),
  digest: v.pipe(
    v.picklist(['off', ...DIGEST_DELAYS]),
    v.description('after how much absence a mail about unread messages comes'),
  ),
  digest_problem: v.pipe(
    v.nullable(v.literal('refused')),
    v.description('refused: the mail server says that there is no such mailbox, so that digest is off'),
  ),
};

export const Profile = v.object(ownProfile);

export const ExportedConversation = v.object({
  Conversation: text,
  Name: v.nullable(described('of a group; null in a direct conversation')),
  User: text,
  Deleted: v.boolean(),
  ReadSeq: count,
  PeerReadSeq: count,
  CreatedAt: time('of its first message'),
  ActiveAt: time('of its latest message'),
  messages: v.pipe(
    v.array(Message),
    v.description('oldest first; a long conversation continues on the next page'),
  ),
});

export const ExportPage = v.object({
  profile: v.exactOptional(v.object({ ...ownProfile, last_seen: v.nullable(text) })),
  sessions: v.exactOptional(
    v.pipe(v.array(Session), v.description('on the first page only, like the profile')),
  ),
  blocks: v.exactOptional(v.pipe(v.array(Block), v.description('on the first page only'))),
  reports: v.exactOptional(v.pipe(v.array(Report), v.description('on the first page only'))),
  saved: v.exactOptional(
    v.pipe(
      v.array(v.object({ Id: text, SavedAt: text })),
      v.description('saved messages, on the first page only'),
    ),
  ),
  conversations: v.array(ExportedConversation),
});

export const RecoveryCodes = v.object({
  codes: v.array(described('such as 4F7KZ-9Q2MB-XH3TW-8D0NR; upper case, spaces and dashes do not matter')),
  made_at: time('when they were made'),
});

export type RecoveryCodesResource = v.InferOutput<typeof RecoveryCodes>;
export type PublicProfileResource = v.InferOutput<typeof PublicProfile>;
export type OwnProfileResource = v.InferOutput<typeof Profile>;
export type PersonResource = v.InferOutput<typeof Person>;
export type ExportedConversation = v.InferOutput<typeof ExportedConversation>;
export type ExportPage = v.InferOutput<typeof ExportPage>;
