import { now } from '../platform/clock.ts';
import { publish } from '../realtime/publish.ts';
import type { Client, Login } from './sessions.ts';

/** Tells the person's other devices of a log-in. The new session has no socket yet. Never fails. */
export const announceSession = ({ username, session }: Login, { device }: Client): Promise<void> =>
  publish(
    { usernames: [username], together: false },
    {
      type: 'session.started',
      data: { SessionId: session, Device: device, CreatedAt: now().toISOString() },
    },
  );
