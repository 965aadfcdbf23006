/** Generated from lib and functions by `npm run generate`. Do not edit. */

/** A message as the API spells it: the seed's capitalised names; times are RFC 3339 UTC with milliseconds. */
export interface MessageResource {
  /** '' in a group */
  To: string;
  From: string;
  /** '' when deleted */
  Message: string;
  Timestamp: string;
  Id: string;
  Conversation: string;
  Seq: number;
  Version: number;
  EditedAt: string | null;
  DeletedAt: string | null;
  ClientId: string | null;
}

export interface ConversationResource {
  Conversation: string;
  /** the other member; oneself in a conversation with oneself */
  User: string;
  /** the other member's account no longer exists */
  Deleted: boolean;
  /** I have blocked the other member */
  Blocked: boolean;
  LastMessage: MessageResource | null;
  /** at most 99, then UnreadMore is true; 0 while I block the other member */
  Unread: number;
  UnreadMore: boolean;
  /** up to which seq, inclusively, I have read, and the other member has */
  ReadSeq: number;
  PeerReadSeq: number;
  Version: number;
  /** when the last message was sent */
  ActiveAt: string;
}

export interface BlockResource {
  Username: string;
  BlockedAt: string;
}

export interface ReportResource {
  Id: string;
  MessageId: string;
  Reason: 'spam' | 'abuse' | 'other';
  Detail: string | null;
  ReportedAt: string;
}

export interface SessionResource {
  Id: string;
  Device: string;
  CreatedAt: string;
  LastUsedAt: string;
  ExpiresAt: string;
  /** it is the one that asks */
  Current: boolean;
}

/** What stands for a person beside their messages: an emoji, or a colour behind their initials. */
export type Avatar = { emoji: string } | { color: string };

/** What everybody may see of a person. */
export interface PublicProfileResource {
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
}

/** What only they see of themselves. */
export interface OwnProfileResource extends PublicProfileResource {
  first_name: string;
  last_name: string;
  email: string;
  created_at: string;
}

export interface PersonResource extends PublicProfileResource {
  /** last_seen is null while online, for somebody who never was, and between people one of whom blocks the other */
  presence: { online: boolean; last_seen: string | null };
}

export interface ExportedConversation {
  Conversation: string;
  /** the other member; oneself in a conversation with oneself */
  User: string;
  Deleted: boolean;
  ReadSeq: number;
  PeerReadSeq: number;
  /** when the first and the last message were sent that one sees */
  CreatedAt: string;
  ActiveAt: string;
  /** of both, oldest first; of a long conversation those of this page */
  messages: MessageResource[];
}

export interface ExportPage {
  /** on the first page, as what follows is */
  profile?: OwnProfileResource & { last_seen: string | null };
  sessions?: SessionResource[];
  /** whom I block */
  blocks?: BlockResource[];
  /** what I reported */
  reports?: ReportResource[];
  conversations: ExportedConversation[];
}

/** An event of a conversation carries its id and the version that it took there. */
export interface ConversationFrame {
  conversation: string;
  version: number;
}

export type ServerFrame =
  | (ConversationFrame & {
      type: 'message.created' | 'message.updated' | 'message.deleted';
      data: MessageResource;
    })
  | (ConversationFrame & { type: 'conversation.read'; data: { Username: string; Seq: number } })
  | { type: 'typing'; conversation: string; data: { Username: string; Typing: boolean; ExpiresAt: string } }
  | { type: 'presence'; data: { Username: string; Online: boolean; LastSeen: string | null } }
  | { type: 'block'; data: { Username: string; Blocked: boolean } }
  | { type: 'session.revoked'; data: { SessionId: string } }
  | { type: 'pong'; data: { Time: string } }
  | { type: 'error'; data: { code: string; title: string; request_id: string } };

/** One wrong field of the input: its name as the client spelled it, and what is wrong as a sentence part. */
export interface FieldError {
  field: string;
  detail: string;
}

export interface RegisterInput {
  first_name: string;
  last_name: string;
  username: string;
  password: string;
  email: string;
}

export interface LoginInput {
  username: string;
  password: string;
}

export interface UpdateProfileInput {
  first_name?: string | undefined;
  last_name?: string | undefined;
  email?: string | undefined;
  display_name?: string | null | undefined;
  bio?: string | null | undefined;
  avatar?: { emoji: string } | { color: string } | null | undefined;
}

export interface ChangePasswordInput {
  current_password: string;
  new_password: string;
  keep_other_sessions?: boolean | undefined;
}

export interface DeleteAccountInput {
  password: string;
}

export type SendMessageInput =
  | { User: string; Message: string; ClientId?: string | undefined }
  | { Conversation: string; Message: string; ClientId?: string | undefined };

export interface ReportMessageInput {
  id: string;
  Reason: 'spam' | 'abuse' | 'other';
  Detail?: string | undefined;
}

export type ProblemCode =
  | 'validation_failed'
  | 'malformed_json'
  | 'duplicate_key'
  | 'unknown_frame_type'
  | 'invalid_sync_token'
  | 'invalid_cursor'
  | 'unauthenticated'
  | 'invalid_token'
  | 'token_expired'
  | 'invalid_refresh_token'
  | 'refresh_token_reused'
  | 'session_ended'
  | 'invalid_ticket'
  | 'origin_not_allowed'
  | 'cookie_header_missing'
  | 'wrong_password'
  | 'account_suspended'
  | 'own_message'
  | 'not_your_message'
  | 'route_not_found'
  | 'user_not_found'
  | 'session_not_found'
  | 'conversation_not_found'
  | 'message_not_found'
  | 'method_not_allowed'
  | 'user_blocked'
  | 'client_id_conflict'
  | 'watermark_backwards'
  | 'watermark_beyond_end'
  | 'unknown_connection'
  | 'resync_required'
  | 'message_deleted'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'internal_error'
  | 'service_unavailable';
