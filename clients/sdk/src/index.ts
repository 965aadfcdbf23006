/** @packageDocumentation Typed client of CoreChat for browsers and Node.js. */
export type { Me, MySessions } from './account.ts';
export { describeActivity, describeActor, isActivityElsewhere } from './activity.ts';
export { isConversationId } from './address.ts';
export type { Blocks, Messages, MyConversations, OwnConversationState, Users } from './api.ts';
export type { AddressOptions, Attachments } from './attachments.ts';
export { isBlank } from './blank.ts';
export { CoreChat } from './client.ts';
export type { Off } from './emitter.ts';
export { CoreChatError, type CoreChatErrorOptions, type ErrorCode, hasCode, isTransient } from './errors.ts';
export type { LocatedFile } from './files/addresses.ts';
export type { FileDraft, FileFacts, FileSource, Look, UploadedFile } from './files/draft.ts';
export { FilesEngine, type UploadOptions } from './files/engine.ts';
export { cleanName } from './files/file-name.ts';
export { browserFiles, type FileStore, type KeptFile, memoryFiles } from './files/file-store.ts';
export { type FileKind, isHeic, kindOf } from './files/kinds.ts';
export { filesLabel } from './files/label.ts';
export type { PutFile, PutRequest } from './files/put-file.ts';
export { fileSize } from './files/size.ts';
export type { GroupRole, Groups, GroupUpdate, NewGroup } from './groups.ts';
export { browserCopy, COPY_DATABASE, type CopyStore, memoryCopy } from './kept/copy-store.ts';
export { KeptCopy } from './kept/kept-copy.ts';
export { limits } from './limits.ts';
export { isMentioned } from './mentions.ts';
export { matchesName } from './name-search.ts';
export type { CoreChatOptions, LogEvent } from './options.ts';
export type { Outbox } from './outbox/outbox.ts';
export type {
  ChannelConstructor,
  ChannelLike,
  Fetch,
  FetchAnswer,
  FetchInit,
  SocketConstructor,
  SocketLike,
  WebStorage,
} from './platform.ts';
export { randomId } from './platform.ts';
export type {
  ActivityResource as Activity,
  Avatar,
  BlockResource as Block,
  ChangePasswordInput,
  CreatedGroupResource as CreatedGroup,
  CreatedInviteResource as CreatedInvite,
  DeleteAccountInput,
  ExportedConversation,
  ExportPage,
  FieldError,
  GroupPreviewResource as GroupPreview,
  GroupResource as Group,
  InviteResource as Invite,
  ListedGroupResource as ListedGroup,
  LoginInput,
  MemberResource as Member,
  OwnProfileResource as OwnProfile,
  PersonResource as Person,
  ProblemCode,
  PublicProfileResource as PublicProfile,
  ReaderResource as Reader,
  RegisterInput,
  ReportMessageInput,
  ReportResource as Report,
  SavedMessageResource as SavedMessage,
  SendMessageInput,
  SessionResource as SessionInfo,
  UpdateProfileInput,
} from './protocol.ts';
export type { SearchHit, SearchResults } from './search.ts';
export { sentence } from './sentence.ts';
export type { Login } from './session/session-record.ts';
export { type KeyValueStorage, memoryStorage, webStorage } from './storage/storage.ts';
export type { Conversation } from './store/conversation.ts';
export type { Inbox } from './store/inbox.ts';
export { quoteOf } from './store/quotes.ts';
export { describeSystem } from './system-message.ts';
export type { Paged } from './transport/paged.ts';
export { isLoopback, serverUrl } from './transport/server-url.ts';
export type {
  Attachment,
  BlockEvent,
  ConnectionEvent,
  ConnectionState,
  ConversationSnapshot,
  ConversationSummary,
  CoreChatEvents,
  DeviceEvent,
  GroupSummary,
  InboxSnapshot,
  LeftEvent,
  LinkPreview,
  LoadStatus,
  LogoutReason,
  Mention,
  Message,
  MessageChange,
  OutboxEntry,
  Presence,
  PresenceEvent,
  ProfileEvent,
  Quote,
  SendOptions,
  SessionEvent,
  TypingEvent,
  UploadEvent,
} from './types.ts';
export { isSameUser } from './username.ts';
