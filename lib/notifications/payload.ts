/** What a notification says: the JSON that the service worker of the web app gets (clients/web/src/worker/). Pure. */
import type { Attachment } from '../attachments/attachment.ts';
import { EVERYBODY } from '../messages/mention.ts';
import type { Message } from '../messages/message.ts';

export type Payload =
  | {
      Type: 'message';
      Conversation: string;
      Id: string;
      Seq: number;
      Version: number;
      From: string;
      /** '' in a group */
      To: string;
      Title: string;
      Body: string;
      At: string;
      /** the person is mentioned */
      Mention?: true;
    }
  | { Type: 'edited'; Conversation: string; Id: string; Version: number; Title: string; Body: string }
  | { Type: 'deleted'; Conversation: string; Id: string }
  /** the person has read up to this seq on another device */
  | { Type: 'read'; Conversation: string; Seq: number };

/** Characters of a text: more than any system shows. Together with names a payload stays below 3 KB. */
export const BODY_MAX = 300;

/** For devices that show no text. */
export const WITHOUT_TEXT = 'New message';

/** Names in the order of preference. */
export type NameOf = (username: string) => string;

/** Mentions as names. */
function withNames(text: string, mentions: Message['mentions'] = [], nameOf: NameOf): string {
  let [named, end] = ['', 0];
  for (const { username, start, end: behind } of mentions.toSorted((a, b) => a.start - b.start)) {
    named += `${text.slice(end, start)}@${username === EVERYBODY ? 'all' : nameOf(username)}`;
    end = behind;
  }
  return named + text.slice(end);
}

const KINDS: Record<string, [one: string, several: string]> = {
  image: ['Picture', 'pictures'],
  video: ['Video', 'videos'],
  audio: ['Audio', 'audio files'],
};

const kindOf = ({ type }: Attachment): string => type.split('/')[0] ?? '';

/** "Picture", "3 files". */
function describeAttachments([first, ...others]: readonly Attachment[]): string {
  if (!first) return '';
  const isOneKind = others.every((each) => kindOf(each) === kindOf(first));
  const [one, several] = (isOneKind && KINDS[kindOf(first)]) || ['File', 'files'];
  return others.length === 0 ? one : `${others.length + 1} ${several}`;
}

/** On one line, without half of a surrogate pair. */
function shortened(text: string): string {
  const line = text
    .slice(0, 8 * BODY_MAX)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= BODY_MAX ? line : `${characters.slice(0, BODY_MAX - 1).join('')}…`;
}

/** The text, or what the attachments are. */
export const bodyOf = ({ text, mentions, attachments = [] }: Message, nameOf: NameOf): string =>
  shortened(withNames(text, mentions, nameOf)) || describeAttachments(attachments);

/** "Alice", in a group "Alice in Friends". */
export const titleOf = (author: string, group: string | null): string =>
  group === null ? author : `${author} in ${group}`;
