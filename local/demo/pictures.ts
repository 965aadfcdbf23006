/** Pictures and other files for the demo, made here and sent through the API as the clients do. */
import { CoreChat, memoryStorage } from '#sdk';
import { DEMO_PASSWORD } from './people.ts';
import { sunset } from './png.ts';

const text = (lines: string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);

const MESSAGES = [
  {
    from: 1,
    text: 'The harbour, half an hour ago',
    files: [
      { name: 'harbour at six.png', bytes: () => sunset(960, 640, 0.5) },
      { name: 'harbour at half past.png', bytes: () => sunset(640, 960, 0.2) },
    ],
  },
  { from: 0, text: '', files: [{ name: 'from the train.png', bytes: () => sunset(1200, 500, 0.8) }] },
  {
    from: 1,
    text: 'And here is the plan for Saturday.',
    files: [
      {
        name: 'plan.csv',
        type: 'text/csv',
        bytes: () => text(['time,what', '10:00,harbour', '12:30,lunch', '15:00,train home']),
      },
    ],
  },
];

/**
 * Sends them between two people who know each other.
 * @param url of the running stack @param usernames of the two
 * @returns how many messages
 */
export async function sendPictures(url: string, usernames: readonly [string, string]): Promise<number> {
  const chats = [];
  try {
    for (const username of usernames) {
      const chat = new CoreChat({ url, storage: memoryStorage() });
      chats.push(chat);
      await chat.logIn({ username, password: DEMO_PASSWORD });
    }
    for (const message of MESSAGES) {
      const chat = chats[message.from] as CoreChat;
      const to = usernames[1 - message.from] as string;
      const files = [];
      for (const { bytes, ...file } of message.files)
        files.push(await chat.attachments.upload({ ...file, bytes: bytes() }));
      await chat.send(to, message.text, { files }).settled;
    }
    return MESSAGES.length;
  } finally {
    for (const chat of chats) {
      await chat.logOut();
      chat.close();
    }
  }
}
