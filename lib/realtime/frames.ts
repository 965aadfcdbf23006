/** What travels over the WebSocket. docs/protocol.md is the reference. */
import type { MessageResource } from '../messages/message.ts';

/** An event of a conversation carries its id and the version that it took there. */
interface ConversationFrame {
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
