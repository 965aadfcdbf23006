/** Dispatches the frames of the socket by their type. */
import type { ServerFrame } from '../protocol.ts';
import type { Login } from '../session/session-record.ts';
import type { Message, MessageChange, PresenceEvent } from '../types.ts';
import { isSameUser } from '../username.ts';

export interface FrameTargets {
  /** an event with this version of the conversation arrived */
  version(conversation: string, version: number): void;
  message(message: Message, conversation: string, change: MessageChange['change']): void;
  read(conversation: string, seq: number, isOwn: boolean): void;
  typing(frame: Extract<ServerFrame, { type: 'typing' }>): void;
  presence(event: PresenceEvent): void;
  /** the inbox changed: only a sync shows how */
  inbox(): void;
  /** the server no longer knows the socket, or the session */
  refused(code: string): void;
}

const CHANGES = {
  'message.created': 'created',
  'message.updated': 'updated',
  'message.deleted': 'deleted',
} as const;

/** @param login the user who is logged in */
export function dispatch(frame: ServerFrame, login: Login, to: FrameTargets): void {
  switch (frame.type) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
      to.version(frame.conversation, frame.version);
      to.message(frame.data, frame.conversation, CHANGES[frame.type]);
      break;
    case 'conversation.read':
      to.version(frame.conversation, frame.version);
      to.read(frame.conversation, frame.data.Seq, isSameUser(frame.data.Username, login.username));
      break;
    case 'typing':
      to.typing(frame);
      break;
    case 'presence': {
      const { Username: username, Online: online, LastSeen: lastSeen } = frame.data;
      to.presence({ username, online, lastSeen });
      break;
    }
    case 'block':
      to.inbox();
      break;
    case 'error':
      to.refused(frame.data.code);
      break;
    case 'session.revoked':
      if (frame.data.SessionId === login.sessionId) to.refused('session_ended');
      break;
    default:
    // A pong, or a frame of a newer server.
  }
}
