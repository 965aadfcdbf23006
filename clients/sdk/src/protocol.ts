/** Generated from lib and functions by `npm run generate`. Do not edit. */

export interface MessageResource {
  /** username; empty in a group */
  To: string;
  /** username */
  From: string;
  /** the text; empty once deleted */
  Message: string;
  /** when it was sent */
  Timestamp: string;
  /** never changes */
  Id: string;
  /** the id of its conversation */
  Conversation: string;
  /** its place in the conversation: the same order for both sides. Numbers can be skipped */
  Seq: number;
  /** grows with each change; of two states of a message the higher Version is the later one */
  Version: number;
  /** of the last edit */
  EditedAt: string | null;
  /** a deleted message stays as a tombstone */
  DeletedAt: string | null;
  /** the sender’s own id for it */
  ClientId: string | null;
  /** in the order of each emoji’s first reaction */
  Reactions: {
    Emoji: string;
    /** usernames */
    By: string[];
  }[];
  Forwarded: {
    /** username of the first author: the text is theirs */
    From: string;
  } | null;
  /** it is pinned in the conversation since then */
  PinnedAt: string | null;
  /** the Id of the message that it answers; null once deleted */
  ReplyTo: string | null;
  /** what the reader sees of the message that it answers; null where they may not see it, in the inbox, in exports, and in frames whose receivers do not all see the same */
  Quoted: {
    /** username */
    From: string;
    /** the beginning of the text as it is now; empty once deleted */
    Message: string;
    /** the message was deleted */
    Deleted: boolean;
    /** media types of its files */
    Files?: string[];
  } | null;
  /** "@username" of members of a group and "@all", in the order of the text; none in the inbox */
  Mentions: {
    /** null: all members */
    Username: string | null;
    /** where it begins in Message, in UTF-16 code units */
    Start: number;
    /** behind its last code unit */
    End: number;
  }[];
  /** a change of the group, whose text is empty; null in messages that people write */
  System: SystemResource | null;
  /** what the linked page says about itself, where the server fetches it; otherwise absent */
  Preview?: {
    /** of the first link in the text */
    Url: string;
    Title: string;
    /** empty without one, as Site */
    Description: string;
    /** what the site calls itself */
    Site: string;
  };
  /** its files; absent without any, and once deleted */
  Attachments?: {
    Id: string;
    /** of the file */
    Name: string;
    /** media type */
    Type: string;
    /** bytes */
    Size: number;
    /** pixels, as the sender says */
    Width?: number;
    /** pixels, as the sender says */
    Height?: number;
    /** ThumbHash of a picture, base64 */
    Preview?: string;
    /** being checked for viruses, or deleted because of one; absent otherwise */
    Scan?: 'pending' | 'refused';
  }[];
}

export interface SystemResource {
  /** what the author of the message did to the group */
  Type:
    | 'created'
    | 'changed'
    | 'added'
    | 'joined'
    | 'left'
    | 'removed'
    | 'role'
    | 'closed'
    | 'pinned'
    | 'unpinned';
  /** usernames: whom it is about */
  Users?: string[];
  Role?: 'owner' | 'admin' | 'member';
  /** fields of the group */
  Changed?: ('Name' | 'Topic' | 'Avatar' | 'HistoryFrom' | 'Post' | 'Add' | 'Listed')[];
  /** the new name */
  Name?: string;
  /** the new topic; empty when it was removed */
  Topic?: string;
  /** of the pinned message */
  MessageId?: string;
}

export interface ConversationResource {
  /** its id */
  Conversation: string;
  Kind: 'direct' | 'group';
  /** null in a direct conversation */
  Group: InboxGroupResource | null;
  /** only in a sync: I am no longer in the group, of which nothing else is shown; clients forget the conversation */
  Left: boolean;
  /** the other member; oneself in a conversation with oneself; the conversation’s id in a group, and once the other’s name is erased */
  User: string;
  /** the other member’s account no longer exists */
  Deleted: boolean;
  /** I have blocked the other member */
  Blocked: boolean;
  /** the other member’s first messages wait for my answer, or I ignore them; null when I have answered or accepted, and for the one who asks */
  Request: 'pending' | 'ignored' | null;
  LastMessage: MessageResource | null;
  /** messages of others after ReadSeq, or from UnreadFrom on, counted up to 99; 0 while the peer is blocked */
  Unread: number;
  /** there are more than 99 */
  UnreadMore: boolean;
  /** unread messages that mention me, or all members, counted up to 99; without those of people whom I block */
  Mentions: number;
  /** Seq of the first of them; null without any */
  MentionSeq: number | null;
  /** up to which Seq, inclusively, I have read */
  ReadSeq: number;
  /** up to which Seq the other member shows that they have read */
  PeerReadSeq: number;
  /** I want no notifications until then, in the year 9999 until I say so; null when I do */
  MutedUntil: string | null;
  /** which messages notify me while it is not muted */
  Notify: 'all' | 'mentions' | 'none';
  /** I have archived it, and no message has come since, or it is muted */
  Archived: boolean;
  /** I have pinned it to the top of my list */
  Pinned: boolean;
  /** I have marked it as unread from this Seq on, without moving ReadSeq; null when not, and after reading again */
  UnreadFrom: number | null;
  /** of its latest change of any kind */
  Version: number;
  /** of the latest message */
  ActiveAt: string;
}

export interface InboxGroupResource {
  Name: string;
  /** empty when there is none */
  Topic: string;
  Avatar: Avatar | null;
  /** how many */
  Members: number;
  /** my own */
  Role: 'owner' | 'admin' | 'member';
  /** who may write */
  Post: 'all' | 'admins';
  /** it can be read, and not changed */
  Closed: boolean;
}

export interface GroupResource {
  /** its id */
  Conversation: string;
  Name: string;
  /** empty when there is none */
  Topic: string;
  Avatar: Avatar | null;
  /** how many */
  Members: number;
  /** my own */
  Role: 'owner' | 'admin' | 'member';
  /** what new members see: everything, or messages after joining */
  HistoryFrom: 'start' | 'join';
  /** who may write */
  Post: 'all' | 'admins';
  /** who may add people */
  Add: 'members' | 'admins';
  /** others find it, and may join */
  Listed: boolean;
  /** it can be read, and not changed */
  Closed: boolean;
  /** when it was made */
  CreatedAt: string;
}

export interface ListedGroupResource {
  /** its id */
  Conversation: string;
  Name: string;
  /** empty when there is none */
  Topic: string;
  Avatar: Avatar | null;
  /** how many */
  Members: number;
  /** I am not in it */
  Role: null;
  Listed: true;
}

export interface GroupPreviewResource {
  /** its id */
  Conversation: string;
  Name: string;
  /** empty when there is none */
  Topic: string;
  Avatar: Avatar | null;
  /** how many */
  Members: number;
}

export interface CreatedGroupResource {
  /** its id */
  Conversation: string;
  Name: string;
  /** empty when there is none */
  Topic: string;
  Avatar: Avatar | null;
  /** how many */
  Members: number;
  /** my own */
  Role: 'owner' | 'admin' | 'member';
  /** what new members see: everything, or messages after joining */
  HistoryFrom: 'start' | 'join';
  /** who may write */
  Post: 'all' | 'admins';
  /** who may add people */
  Add: 'members' | 'admins';
  /** others find it, and may join */
  Listed: boolean;
  /** it can be read, and not changed */
  Closed: boolean;
  /** when it was made */
  CreatedAt: string;
  /** usernames of people who have to be invited, because of their settings or a block */
  NotAdded: string[];
}

export interface MemberResource {
  /** as spelled at registration */
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
  role: 'owner' | 'admin' | 'member';
}

export interface InviteResource {
  Id: string;
  /** when it was made */
  CreatedAt: string;
  /** when it ends */
  ExpiresAt: string;
  /** null without a limit */
  MaxUses: number | null;
  /** how many people it has let in */
  Uses: number;
}

export interface CreatedInviteResource {
  Id: string;
  /** when it was made */
  CreatedAt: string;
  /** when it ends */
  ExpiresAt: string;
  /** null without a limit */
  MaxUses: number | null;
  /** how many people it has let in */
  Uses: number;
  /** shown only once: every person with it may join */
  Code: string;
}

export interface BlockResource {
  Username: string;
  /** when it began */
  BlockedAt: string;
}

export interface ReaderResource {
  Username: string;
}

export interface ReportResource {
  Id: string;
  MessageId: string;
  Reason: 'spam' | 'abuse' | 'other';
  /** in the reporter’s words */
  Detail: string | null;
  /** of the first report */
  ReportedAt: string;
}

export interface SessionResource {
  Id: string;
  /** such as "Firefox on Linux" */
  Device: string;
  /** when it logged in */
  CreatedAt: string;
  /** when its token was last refreshed */
  LastUsedAt: string;
  /** when it ends unless it is used */
  ExpiresAt: string;
  /** it is the one that asks */
  Current: boolean;
  /** host of the push service that brings its notifications; null: it gets none */
  PushService: string | null;
}

export interface ActivityResource {
  Id: string;
  /** of the last occurrence */
  At: string;
  Kind:
    | 'login'
    | 'password'
    | 'email'
    | 'logout'
    | 'session_end'
    | 'sessions_end'
    | 'token_reuse'
    | 'export'
    | 'deletion'
    | 'recovery'
    | 'recovery_codes'
    | 'recovery_link'
    | 'suspension'
    | 'restoration';
  Outcome: 'done' | 'refused';
  /** refused attempts of one kind, and exported pages, are one entry in each hour */
  Times: number;
  /** such as "Firefox on Linux"; null for an operator */
  Device: string | null;
  /** the session that acted, or that was opened; null without one */
  SessionId: string | null;
  /** it was the session that asks */
  Current: boolean;
  /** it came from the network that this request comes from; null for an operator */
  SameNetwork: boolean | null;
  /** the device that was logged out */
  EndedDevice: string | null;
  /** a log-in on a device that had not logged in before */
  NewDevice: boolean;
}

export interface SavedMessageResource {
  /** when I saved it */
  SavedAt: string;
  Message: MessageResource;
}

export interface SearchResource {
  Hits: {
    Message: MessageResource;
    /** where the words are in the text, in its order: at most 100 */
    Ranges: {
      /** where it begins in Message, in UTF-16 code units */
      Start: number;
      /** behind its last code unit */
      End: number;
    }[];
  }[];
  /** the search was cut off: there may be more, also between these */
  Incomplete: boolean;
}

export type Avatar =
  | {
      /** exactly one emoji */
      emoji: string;
    }
  | {
      /** #rrggbb */
      color: string;
    }
  | {
      /** Id of an attachment, square, at most 512 pixels: GET /attachments/{id} has its address */
      picture: string;
      /** ThumbHash, base64 */
      preview?: string;
    };

export interface PersonResource {
  /** as spelled at registration */
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
  presence: {
    online: boolean;
    /** null while online, before the first connection, and where the person does not show it to me */
    last_seen: string | null;
  };
}

export interface OwnProfileResource {
  /** as spelled at registration */
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
  first_name: string;
  last_name: string;
  email: string;
  /** whether a code that was sent to the address came back: see POST /me/mail */
  email_confirmed: boolean;
  /** when the account was registered */
  created_at: string;
  /** the recovery codes that are not used; null before the first were made */
  recovery_codes: {
    /** when they were made */
    made_at: string;
    left: number;
  } | null;
  /** who sees whether I am online, and when I was last */
  last_seen_to: 'everybody' | 'contacts' | 'nobody';
  /** who sees how far I have read */
  read_marks_to: 'contacts' | 'nobody';
  /** who may add me to groups; others can invite me */
  add_to_groups: 'everybody' | 'contacts' | 'nobody';
  /** no notifications come in these hours; null: they come at all hours */
  quiet_hours: {
    /** HH:MM of the clock in the zone */
    from: string;
    /** HH:MM; before `from` it is of the next day */
    to: string;
    /** an IANA time zone such as Europe/Berlin */
    zone: string;
  } | null;
  /** whether links that I send get a preview, and clients show me previews, where the server makes any */
  link_previews: boolean;
  /** after how much absence a mail about unread messages comes */
  digest: 'off' | '1h' | '8h' | '24h';
  /** refused: the mail server says that there is no such mailbox, so that digest is off */
  digest_problem: 'refused' | null;
}

export interface PublicProfileResource {
  /** as spelled at registration */
  username: string;
  display_name: string | null;
  bio: string | null;
  avatar: Avatar | null;
}

export interface RecoveryCodesResource {
  codes: string[];
  /** when they were made */
  made_at: string;
}

export interface ExportedConversation {
  Conversation: string;
  /** of a group; null in a direct conversation */
  Name: string | null;
  User: string;
  Deleted: boolean;
  ReadSeq: number;
  PeerReadSeq: number;
  /** of its first message */
  CreatedAt: string;
  /** of its latest message */
  ActiveAt: string;
  /** oldest first; a long conversation continues on the next page */
  messages: MessageResource[];
}

export interface ExportPage {
  profile?: {
    /** as spelled at registration */
    username: string;
    display_name: string | null;
    bio: string | null;
    avatar: Avatar | null;
    first_name: string;
    last_name: string;
    email: string;
    /** whether a code that was sent to the address came back: see POST /me/mail */
    email_confirmed: boolean;
    /** when the account was registered */
    created_at: string;
    /** the recovery codes that are not used; null before the first were made */
    recovery_codes: {
      /** when they were made */
      made_at: string;
      left: number;
    } | null;
    /** who sees whether I am online, and when I was last */
    last_seen_to: 'everybody' | 'contacts' | 'nobody';
    /** who sees how far I have read */
    read_marks_to: 'contacts' | 'nobody';
    /** who may add me to groups; others can invite me */
    add_to_groups: 'everybody' | 'contacts' | 'nobody';
    /** no notifications come in these hours; null: they come at all hours */
    quiet_hours: {
      /** HH:MM of the clock in the zone */
      from: string;
      /** HH:MM; before `from` it is of the next day */
      to: string;
      /** an IANA time zone such as Europe/Berlin */
      zone: string;
    } | null;
    /** whether links that I send get a preview, and clients show me previews, where the server makes any */
    link_previews: boolean;
    /** after how much absence a mail about unread messages comes */
    digest: 'off' | '1h' | '8h' | '24h';
    /** refused: the mail server says that there is no such mailbox, so that digest is off */
    digest_problem: 'refused' | null;
    last_seen: string | null;
  };
  /** on the first page only, like the profile */
  sessions?: SessionResource[];
  /** on the first page only */
  blocks?: BlockResource[];
  /** on the first page only */
  reports?: ReportResource[];
  /** saved messages, on the first page only */
  saved?: {
    Id: string;
    SavedAt: string;
  }[];
  conversations: ExportedConversation[];
}

export interface ServerSettingsResource {
  /** who may register: everybody, holders of an invitation, owners of an e-mail address at one of RegistrationDomains, or nobody */
  Registration: 'open' | 'invite' | 'domains' | 'off';
  RegistrationDomains: string[];
  /** who sees the list of usernames; with `off` people are found by their exact username */
  Directory: 'public' | 'members' | 'off';
  /** whether /docs and /openapi.json are served */
  ApiDocs: boolean;
  /** applicationServerKey for subscriptions to notifications; null: the server sends none */
  PushKey: string | null;
  /** whether the server sends mail */
  Mail: boolean;
  /** whether messages get previews of their links */
  LinkPreviews: boolean;
  /** null: the server takes no files */
  Files: {
    /** of a file */
    MaxBytes: number;
  } | null;
}

export type ServerFrame =
  | {
      conversation: string;
      version: number;
      type: 'message.created' | 'message.updated' | 'message.deleted';
      data: MessageResource;
    }
  | {
      conversation: string;
      version: number;
      /** a message has changed that is too large for a frame: sync the conversation */
      type: 'conversation.changed';
      data: {
        Id: string;
      };
    }
  | {
      conversation: string;
      version: number;
      type: 'conversation.read';
      data: {
        Username: string;
        Seq: number;
      };
    }
  | {
      type: 'conversation.request';
      conversation: string;
      data: {
        Request: 'pending' | 'ignored' | null;
      };
    }
  | {
      /** I am no longer in this group: forget it */
      type: 'conversation.left';
      conversation: string;
      data: Record<string, never>;
    }
  | {
      type: 'typing';
      conversation: string;
      data: {
        Username: string;
        Typing: boolean;
        /** forget it then, unless told again */
        ExpiresAt: string;
      };
    }
  | {
      type: 'presence';
      data: {
        Username: string;
        Online: boolean;
        /** null when unknown */
        LastSeen: string | null;
      };
    }
  | {
      type: 'profile';
      data: {
        Username: string;
        /** null when the account is deleted */
        Profile: PublicProfileResource | null;
      };
    }
  | {
      type: 'block';
      data: {
        Username: string;
        Blocked: boolean;
      };
    }
  | {
      type: 'session.started';
      data: {
        SessionId: string;
        /** such as "Firefox on Linux" */
        Device: string;
        /** when it logged in */
        CreatedAt: string;
      };
    }
  | {
      type: 'session.revoked';
      data: {
        SessionId: string;
      };
    }
  | {
      type: 'socket.closing';
      data: {
        /** too_many_sockets */
        Reason: string;
      };
    }
  | {
      type: 'pong';
      data: {
        /** of the server */
        Time: string;
      };
    }
  | {
      type: 'error';
      data: {
        code: string;
        title: string;
        request_id: string;
      };
    };

export interface FieldError {
  /** as the client spelled it; empty for a rule about several */
  field: string;
  /** the fault, as part of a sentence */
  detail: string;
}

export interface RegisterInput {
  first_name: string;
  last_name: string;
  username: string;
  password: string;
  email: string;
  invite?: string | undefined;
}

export interface LoginInput {
  username: string;
  password: string;
  DeviceMark?: string | undefined;
}

export interface UpdateProfileInput {
  first_name?: string | undefined;
  last_name?: string | undefined;
  email?: string | undefined;
  display_name?: string | null | undefined;
  bio?: string | null | undefined;
  avatar?:
    | {
        emoji: string;
      }
    | {
        color: string;
      }
    | {
        picture: string;
        preview?: string | undefined;
      }
    | null
    | undefined;
  last_seen_to?: 'everybody' | 'contacts' | 'nobody' | undefined;
  read_marks_to?: 'contacts' | 'nobody' | undefined;
  add_to_groups?: 'everybody' | 'contacts' | 'nobody' | undefined;
  quiet_hours?:
    | {
        from: string;
        to: string;
        zone: string;
      }
    | null
    | undefined;
  link_previews?: boolean | undefined;
  digest?: 'off' | '1h' | '8h' | '24h' | undefined;
}

export interface ChangePasswordInput {
  current_password: string;
  new_password: string;
  keep_other_sessions?: boolean | undefined;
}

export interface RecoverInput {
  username: string;
  code: string;
  new_password: string;
}

export interface MakeRecoveryCodesInput {
  password: string;
}

export interface DeleteAccountInput {
  password: string;
}

export type SendMessageInput =
  | {
      User: string;
      Message: string;
      ReplyTo?: string | undefined;
      ClientId?: string | undefined;
    }
  | {
      Conversation: string;
      Message: string;
      ReplyTo?: string | undefined;
      ClientId?: string | undefined;
    }
  | {
      User: string;
      Message?: string | undefined;
      Attachments: string[];
      ReplyTo?: string | undefined;
      ClientId?: string | undefined;
    }
  | {
      Conversation: string;
      Message?: string | undefined;
      Attachments: string[];
      ReplyTo?: string | undefined;
      ClientId?: string | undefined;
    }
  | {
      User: string;
      ForwardOf: string;
      ClientId?: string | undefined;
    }
  | {
      Conversation: string;
      ForwardOf: string;
      ClientId?: string | undefined;
    };

export interface ReportMessageInput {
  id: string;
  Reason: 'spam' | 'abuse' | 'other';
  Detail?: string | undefined;
}

export interface CreateGroupInput {
  Name: string;
  Topic?: string | string | undefined;
  Avatar?:
    | {
        emoji: string;
      }
    | {
        color: string;
      }
    | null
    | undefined;
  Members: string[];
  HistoryFrom?: 'start' | 'join' | undefined;
  Post?: 'all' | 'admins' | undefined;
  Add?: 'members' | 'admins' | undefined;
  Listed?: boolean | undefined;
  ClientId: string;
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
  | 'invalid_recovery_code'
  | 'invalid_unsubscribe_link'
  | 'invalid_mail_code'
  | 'account_suspended'
  | 'registration_closed'
  | 'invalid_invite'
  | 'email_domain_refused'
  | 'directory_off'
  | 'own_message'
  | 'not_your_message'
  | 'not_group_admin'
  | 'not_group_owner'
  | 'posting_restricted'
  | 'invitation_needed'
  | 'route_not_found'
  | 'user_not_found'
  | 'session_not_found'
  | 'conversation_not_found'
  | 'member_not_found'
  | 'message_not_found'
  | 'attachment_not_found'
  | 'files_disabled'
  | 'push_disabled'
  | 'mail_disabled'
  | 'method_not_allowed'
  | 'user_blocked'
  | 'client_id_conflict'
  | 'watermark_backwards'
  | 'watermark_beyond_end'
  | 'too_many_pins'
  | 'too_many_pinned_messages'
  | 'too_many_saved_messages'
  | 'forwarded_message'
  | 'too_many_reactions'
  | 'reply_elsewhere'
  | 'conversation_closed'
  | 'system_message'
  | 'attachment_not_uploaded'
  | 'attachment_pending'
  | 'attachment_in_use'
  | 'attachment_refused'
  | 'quota_exceeded'
  | 'email_unconfirmed'
  | 'mail_refused'
  | 'group_full'
  | 'too_many_admins'
  | 'too_many_groups'
  | 'too_many_invites'
  | 'last_owner'
  | 'unknown_connection'
  | 'resync_required'
  | 'invite_expired'
  | 'message_deleted'
  | 'payload_too_large'
  | 'file_too_large'
  | 'unsupported_media_type'
  | 'too_many_contacts'
  | 'rate_limited'
  | 'internal_error'
  | 'service_unavailable'
  | 'files_unavailable'
  | 'mail_unavailable'
  | 'storage_full';
