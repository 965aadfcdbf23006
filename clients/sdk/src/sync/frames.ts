import type { ServerFrame } from '../protocol.ts';
import type { Change } from '../store/change.ts';
import type { DeviceEvent } from '../types.ts';

/** The `change` of the application's event `message`, by the type of the frame. */
export const CHANGES = {
  'message.created': 'created',
  'message.updated': 'updated',
  'message.deleted': 'deleted',
} as const;

/** How a frame changes the state, where that needs nothing else. */
export function changeOf(frame: ServerFrame): Change | undefined {
  switch (frame.type) {
    case 'conversation.read': {
      const { Username: username, Seq: seq } = frame.data;
      return { type: 'read', conversation: frame.conversation, username, seq };
    }
    case 'conversation.request':
      return { type: 'request', conversation: frame.conversation, request: frame.data.Request };
    case 'conversation.left':
      return { type: 'left', conversation: frame.conversation };
    case 'typing': {
      const { Username: username, Typing: typing } = frame.data;
      return { type: 'typing', conversation: frame.conversation, username, typing };
    }
    case 'presence': {
      const { Username: username, Online: online, LastSeen: lastSeen } = frame.data;
      return { type: 'presence', event: { username, online, lastSeen } };
    }
    default:
      return undefined;
  }
}

/** The application's event `device` of the frame `session.started`. */
export const deviceOf = ({
  SessionId: sessionId,
  Device: device,
  CreatedAt: at,
}: Extract<ServerFrame, { type: 'session.started' }>['data']): DeviceEvent => ({ sessionId, device, at });
