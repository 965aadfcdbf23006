/** A message, as both sides see it. */
export interface MessageResource {
  To: string;
  From: string;
  /** '' when deleted */
  Message: string;
  Timestamp: string;
  Id: string;
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
  LastMessage: MessageResource | null;
  /** at most 99, then UnreadMore is true */
  Unread: number;
  UnreadMore: boolean;
  /** up to which seq, inclusively, I have read, and the other member has */
  ReadSeq: number;
  PeerReadSeq: number;
  Version: number;
  ActiveAt: string;
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

export type Avatar = { emoji: string } | { color: string };

export interface PublicProfileResource {
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
}

export interface OwnProfileResource extends PublicProfileResource {
  first_name: string;
  last_name: string;
  email: string;
  created_at: string;
}

export interface PersonResource extends PublicProfileResource {
  /** last_seen is null while online, and for somebody who never was */
  presence: { online: boolean; last_seen: string | null };
}

export interface ExportedConversation {
  Conversation: string;
  User: string;
  Deleted: boolean;
  ReadSeq: number;
  PeerReadSeq: number;
  CreatedAt: string;
  ActiveAt: string;
  messages: MessageResource[];
}

export interface ExportPage {
  profile?: OwnProfileResource & { last_seen: string | null };
  sessions?: SessionResource[];
  conversations: ExportedConversation[];
}

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
  | { type: 'session.revoked'; data: { SessionId: string } }
  | { type: 'pong'; data: { Time: string } }
  | { type: 'error'; data: { code: string; title: string; request_id: string } };

export interface FieldError {
  field: string;
  detail: string;
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
  | 'not_your_message'
  | 'route_not_found'
  | 'user_not_found'
  | 'session_not_found'
  | 'conversation_not_found'
  | 'message_not_found'
  | 'method_not_allowed'
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

export interface SendMessageInput {
  User: string;
  Message: string;
  ClientId?: string | undefined;
}
