/** Reports that the connection is lost, and that it is back. */
import type { CoreChat } from '../sdk.ts';

export const LOST = 'Connection lost. Trying again; what you send is kept until then.';
export const BACK = 'Connected again.';

export interface ConnectionNotice {
  /** '' when there is nothing to report */
  readonly text: string;
  /** The user has seen that it is back. */
  acknowledge(): void;
  stop(): void;
}

export function watchConnection(chat: CoreChat, changed: () => void): ConnectionNotice {
  let text = chat.connection === 'waiting' ? LOST : '';
  let wasOnline = chat.connection === 'online';
  const stop = chat.on('connection', ({ state }) => {
    if (state === 'online') {
      if (text === LOST) text = BACK;
      wasOnline = true;
    } else if (state === 'waiting' || wasOnline) text = LOST;
    changed();
  });
  return {
    get text() {
      return text;
    },
    acknowledge: () => {
      if (text === BACK) text = '';
    },
    stop,
  };
}
