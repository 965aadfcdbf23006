/** The SDK's names for the protocol's objects, and the events that the client emits. */
import type { CoreChatError } from './errors.ts';
import type { FileDraft, FileFacts } from './files/draft.ts';
import type { Avatar, ConversationResource, MessageResource, PublicProfileResource } from './protocol.ts';

export type Message = MessageResource;
export type Attachment = NonNullable<Message['Attachments']>[number];
/** What the page behind the first link of a text says about itself. */
export type LinkPreview = NonNullable<Message['Preview']>;
/** In a text: whom "@name" means. `Username` null means all members; positions are UTF-16 code units. */
export type Mention = Message['Mentions'][number];
/** What a reply shows of the message that it answers. */
export type Quote = NonNullable<Message['Quoted']>;
export type ConversationSummary = ConversationResource;

/**
 * 'connecting' and 'syncing' lead to 'online', from where on nothing is missing; 'waiting' is the pause before the next
 * attempt.
 */
export type ConnectionState = 'disconnected' | 'connecting' | 'syncing' | 'online' | 'waiting';

export interface ConnectionEvent {
  state: ConnectionState;
  /** while 'waiting': when the next attempt begins, in epoch milliseconds of the local clock */
  retryAt: number | null;
}

export interface MessageChange {
  change: 'created' | 'updated' | 'deleted';
  message: Message;
  /** id of the conversation */
  conversation: string;
  /** username of the other member of a direct conversation: one's own in a conversation with oneself; '' in a group and of an erased account */
  peer: string;
  /** sent by this user, here or on another device */
  own: boolean;
  /** true for a new message from the socket, a sync or one's own sending; false for loaded history */
  live: boolean;
}

export interface Presence {
  readonly online: boolean;
  /** null while online, and where it is not known */
  readonly lastSeen: string | null;
}

export interface PresenceEvent extends Presence {
  readonly username: string;
}

export interface ProfileEvent {
  readonly username: string;
  /** null when the account is deleted */
  readonly profile: PublicProfileResource | null;
}

export interface BlockEvent {
  username: string;
  /** the user has blocked this person, here or on another device */
  blocked: boolean;
}

export interface DeviceEvent {
  readonly sessionId: string;
  /** such as "Firefox on Linux" */
  readonly device: string;
  /** when it logged in, RFC 3339 */
  readonly at: string;
}

export interface TypingEvent {
  username: string;
  conversation: string;
  /** false also when no typing event came for five seconds */
  typing: boolean;
}

export type LogoutReason = 'logout' | 'revoked' | 'expired' | 'other-tab';

export type SessionEvent =
  | { state: 'logged-in'; username: string; sessionId: string }
  | { state: 'logged-out'; username: string; reason: LogoutReason };

export interface LeftEvent {
  /** id of a group that the user is no longer in: they left, or were removed */
  readonly conversation: string;
}

/** How far the upload of a file is. */
export interface UploadEvent {
  /** of the file */
  readonly clientId: string;
  /** bytes so far */
  readonly sent: number;
}

export interface CoreChatEvents {
  message: MessageChange;
  conversation: ConversationSummary;
  left: LeftEvent;
  presence: PresenceEvent;
  profile: ProfileEvent;
  block: BlockEvent;
  typing: TypingEvent;
  /** the user has logged in on another device, which had not logged in before */
  device: DeviceEvent;
  connection: ConnectionEvent;
  session: SessionEvent;
  outbox: readonly OutboxEntry[];
  upload: UploadEvent;
}

/** A message that the server has not acknowledged yet. Each change is a new object. */
export interface OutboxEntry {
  readonly clientId: string;
  /** recipient, as given: a username, or the id of a conversation */
  readonly user: string;
  readonly text: string;
  /** id of the message that it answers */
  readonly replyTo?: string;
  /** its attachments; `attachments.bytesOf` has their bytes */
  readonly files?: readonly FileFacts[];
  /** by the local clock, RFC 3339 */
  readonly queuedAt: string;
  /** 'failed': the server refused it; it waits for `retry` or `discard` */
  readonly state: 'queued' | 'sending' | 'failed';
  /** why it failed, or why the last attempt did */
  readonly error?: CoreChatError;
  /** the message as the server acknowledged it; rejects only when the entry is discarded */
  readonly settled: Promise<Message>;
}

export interface SendOptions {
  /** id of a message of the same conversation, which this one answers */
  replyTo?: string | undefined;
  /** at most 10, of `attachments.prepare` or `attachments.upload`; the text may then be empty */
  files?: readonly FileDraft[] | undefined;
}

export type LoadStatus = 'idle' | 'loading' | 'ready' | 'failed';

export interface InboxSnapshot {
  readonly status: LoadStatus;
  readonly error?: CoreChatError;
  /** pinned ones first, then newest activity first; without requests and archived ones */
  readonly conversations: readonly ConversationSummary[];
  /** newest activity first, as far as they are loaded */
  readonly archived: readonly ConversationSummary[];
  readonly hasMore: boolean;
  /** conversations of strangers that wait for an answer, newest activity first */
  readonly requests: readonly ConversationSummary[];
  readonly hasMoreRequests: boolean;
  /** unread messages of the conversations listed, without requests */
  readonly unread: number;
}

export interface ConversationSnapshot {
  readonly status: LoadStatus;
  readonly error?: CoreChatError;
  /** in the order of their Seq, tombstones included */
  readonly messages: readonly Message[];
  /** not yet acknowledged, in order; never one that is also in `messages` */
  readonly pending: readonly OutboxEntry[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** another part than the newest is loaded, see `openAt` */
  readonly hasNewer: boolean;
  readonly loadingNewer: boolean;
  /** grows when another part is loaded in place of this one */
  readonly range: number;
  /** up to which Seq I have read, or before which I have marked it as unread, and the other member of a direct conversation has */
  readonly readSeq: number;
  readonly peerReadSeq: number;
  /** unread messages that mention the user, up to 99, and the Seq of the first one */
  readonly mentions: number;
  readonly mentionSeq: number | null;
  /** another member is typing */
  readonly typing: boolean;
  /** usernames of those who are typing, three at most */
  readonly typists: readonly string[];
  /** the messages of a stranger wait for an answer, or are ignored; null otherwise */
  readonly request: ConversationSummary['Request'];
  /** the other member of a direct conversation; username is '' in a group, of an erased account, and while it is unknown */
  readonly peer: { readonly username: string; readonly deleted: boolean };
  /** null in a direct conversation, and while the inbox does not have the group */
  readonly group: GroupSummary | null;
  /** the user has left the group, or was removed: its messages are gone */
  readonly left: boolean;
  /** false in a closed group, where only owners and admins write, and after leaving */
  readonly canPost: boolean;
  /** an owner or admin of a group that is not closed */
  readonly canManage: boolean;
}

export interface GroupSummary {
  readonly name: string;
  /** '' when there is none */
  readonly topic: string;
  readonly avatar: Avatar | null;
  /** how many */
  readonly members: number;
  /** one's own */
  readonly role: 'owner' | 'admin' | 'member';
  readonly closed: boolean;
}
