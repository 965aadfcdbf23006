/** Commands in the line of a conversation. Any other text is a message, also when it begins with a slash. */
import { type Conversation, isBlank, isSameUser, type Message, sentence } from '../sdk.ts';
import type { GroupActions } from './group-actions.ts';

export interface SlashContext {
  conversation: Conversation;
  /** username of the user */
  me: string;
  say(notice: string): void;
  /** a message was sent */
  sent(): void;
  /** undefined in a direct conversation */
  group: GroupActions | undefined;
}

type SlashCommand = (context: SlashContext, rest: string) => void;

const COMMANDS: Record<string, SlashCommand> = {
  react: (context, emoji) => react(context, emoji, true),
  unreact: (context, emoji) => react(context, emoji, false),
  reply,
  pin: (context, which) => pin(context, which, true),
  unpin: (context, which) => pin(context, which, false),
  pins: listPins,
  save,
  members: inGroup((group) => group.members()),
  add: inGroup((group, who) => group.add(who)),
  remove: inGroup((group, who) => group.remove(who)),
  invite: inGroup((group) => group.invite()),
  leave: inGroup((group) => group.leave()),
  forward,
};

/** Without the "@" that lists of people print. */
function inGroup(act: (group: GroupActions, who: string) => Promise<string>): SlashCommand {
  return ({ group, say }, rest) => {
    if (!group) say('This is no group. Two slashes send it as a text.');
    else void act(group, rest.replace(/^@/, '')).then(say);
  };
}

const PATTERN = /^(\/?)\/(\w+)(?: (.*))?$/s;

/** @returns the action of a text that is a command, or else the text to send: of two slashes before a command one is sent */
export function readLine(text: string): { act(context: SlashContext): void } | { send: string } {
  const [, second, name = '', rest = ''] = PATTERN.exec(text) ?? [];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return { send: text };
  return second ? { send: text.slice(1) } : { act: (context) => command(context, rest.trim()) };
}

/** The newest message of the other member, or else the newest. */
function newestOf({ conversation, me }: SlashContext): Message | undefined {
  const messages = conversation.snapshot.messages.filter(
    ({ DeletedAt, System }) => DeletedAt === null && !System,
  );
  return messages.findLast(({ From }) => !isSameUser(From, me)) ?? messages.at(-1);
}

function react(context: SlashContext, emoji: string, isThere: boolean): void {
  const { conversation, say } = context;
  const message = newestOf(context);
  if (emoji === '') say(`Write one emoji after it, such as /${isThere ? '' : 'un'}react 👍.`);
  else if (!message) say('There is no message to react to.');
  else conversation.react(message.Id, emoji, isThere).catch((error: unknown) => say(sentence(error)));
}

/** @param rest which message, counted from the newest, which is 1; and the text */
function reply({ conversation, say, sent }: SlashContext, rest: string): void {
  const [, number, text = ''] = /^(\d{1,4})(?: (.*))?$/s.exec(rest) ?? [];
  if (number === undefined || isBlank(text)) {
    say('Write which message, counted from the newest, and your text, such as /reply 1 Yes.');
    return;
  }
  const message = conversation.snapshot.messages.at(-Number(number));
  if (Number(number) === 0 || !message) say('There is no such message here. The newest is 1.');
  else if (message.DeletedAt !== null) say('That message was deleted.');
  else if (message.System) say('That is no message of a person.');
  else {
    // The outcome shows beside the message.
    conversation.send(text, { replyTo: message.Id }).settled.catch(() => {});
    sent();
  }
}

/** @param which counted from the newest, which is 1 */
function pin({ conversation, say }: SlashContext, which: string, isPinned: boolean): void {
  const message = /^[1-9]\d{0,3}$/.test(which)
    ? conversation.snapshot.messages.at(-Number(which))
    : undefined;
  if (!message) say(`Write which message, counted from the newest, such as /${isPinned ? '' : 'un'}pin 1.`);
  else
    void conversation
      .pin(message.Id, isPinned)
      .then(() => (isPinned ? 'Pinned. /pins lists the pinned messages.' : 'Unpinned.'), sentence)
      .then(say);
}

/** The newest pins, in one line. */
function listPins({ conversation, say }: SlashContext): void {
  const toLine = (pins: readonly Message[]) =>
    pins.length === 0
      ? 'No message is pinned here.'
      : `Pinned: ${pins.map(({ From, Message: text }) => `${From}: ${text}`).join(' · ')}`;
  void conversation.pins().then(toLine, sentence).then(say);
}

/** @param which counted from the newest, which is 1 */
function save({ conversation, say }: SlashContext, which: string): void {
  const message = /^[1-9]\d{0,3}$/.test(which)
    ? conversation.snapshot.messages.at(-Number(which))
    : undefined;
  if (!message) say('Write which message, counted from the newest, such as /save 1.');
  else
    void conversation
      .save(message.Id)
      .then(() => 'Saved. `corechat saved` lists your saved messages.', sentence)
      .then(say);
}

/** @param rest which message, counted from the newest, which is 1; and to whom */
function forward({ conversation, say }: SlashContext, rest: string): void {
  const [, number, to = ''] = /^(\d{1,4}) @?(\S+)$/.exec(rest) ?? [];
  const message = Number(number) > 0 ? conversation.snapshot.messages.at(-Number(number)) : undefined;
  if (!message) say('Write which message, counted from the newest, and to whom, such as /forward 1 bob.');
  else
    void conversation
      .forward(message.Id, to)
      .then(() => `Forwarded to ${to}.`, sentence)
      .then(say);
}
