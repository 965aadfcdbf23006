/** What the live state works with. */
import type { Messages, MyConversations, Users } from './api.ts';
import type { Emitter } from './emitter.ts';
import type { Requests } from './requests.ts';
import type { ClientFrame } from './socket.ts';
import type { CoreChatEvents } from './types.ts';

export interface LiveParts {
  requests: Requests;
  users: Users;
  messages: Messages;
  conversations: MyConversations;
  events: Emitter<CoreChatEvents>;
  send(frame: ClientFrame): boolean;
  /** the server knows the socket, or the session, no more */
  refused(code: string): void;
}
