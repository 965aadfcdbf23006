/** Reports that the connection is lost, that it is back, and log-ins on other devices. */
import type { CoreChat } from '../sdk.ts';
import { newDevice } from '../text/new-device.ts';

export const LOST = 'Connection lost. Trying again; what you send is kept until then.';
export const BACK = 'Connected again.';

export interface ConnectionNotice {
  /** '' when there is nothing to report */
  readonly text: string;
  /** The user has seen that it is back, or the log-in. */
  acknowledge(): void;
  stop(): void;
}

export function watchConnection(chat: CoreChat, changed: () => void): ConnectionNotice {
  let text = chat.connection === 'waiting' ? LOST : '';
  let wasOnline = chat.connection === 'online';
  /** '' when there was none since the last one was seen */
  let login = '';
  const stopDevices = chat.on('device', ({ device }) => {
    login = newDevice(device);
    changed();
  });
  const stopConnection = chat.on('connection', ({ state }) => {
    if (state === 'online') {
      if (text === LOST) text = BACK;
      wasOnline = true;
    } else if (state === 'waiting' || wasOnline) text = LOST;
    changed();
  });
  return {
    get text() {
      return text === LOST ? text : login || text;
    },
    acknowledge: () => {
      if (text === BACK) text = '';
      login = '';
    },
    stop: () => {
      stopDevices();
      stopConnection();
    },
  };
}
