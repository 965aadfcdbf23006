/** Commands in the line of a conversation. Any other text is a message, also when it begins with a slash. */
import { CliError } from '../cli-error.ts';
import { type Conversation, isBlank, isSameUser, type Message, sentence } from '../sdk.ts';
import { previewOf } from '../text/preview.ts';
import { printable } from '../text/printable.ts';
import type { GroupActions } from './group-actions.ts';

export interface SlashContext {
  conversation: Conversation;
  /** username of the user */
  me: string;
  /** a message was sent */
  sent(): void;
  /** undefined in a direct conversation */
  group: GroupActions | undefined;
  /** @returns the username or the id of the conversation that a name means @throws CliError, CoreChatError */
  find(name: string): Promise<string>;
}

/** `refused`: why the command does nothing; its text stays in the line. `outcome`: a notice, or '' where the conversation shows the outcome. */
export type Answer = { refused: string } | { outcome: Promise<string> };

interface SlashCommand {
  /** what a user types */
  example: string;
  isOfGroups?: true;
  act(context: SlashContext, rest: string): Answer;
}

const refused = (why: string): Answer => ({ refused: why });

const COMMANDS: Readonly<Record<string, SlashCommand>> = {
  react: { example: '/react 👍', act: (context, rest) => react(context, rest, true) },
  unreact: { example: '/unreact 👍', act: (context, rest) => react(context, rest, false) },
  reply: { example: '/reply 1 Yes', act: reply },
  forward: { example: '/forward 1 bob', act: forward },
  pin: {
    example: '/pin 1',
    act: toMessage('/pin 1', async (conversation, id) => {
      await conversation.pin(id);
      return 'Pinned. /pins lists the pinned messages.';
    }),
  },
  unpin: {
    example: '/unpin 1',
    act: toMessage('/unpin 1', async (conversation, id) => {
      await conversation.pin(id, false);
      return 'Unpinned.';
    }),
  },
  pins: { example: '/pins', act: listPins },
  save: {
    example: '/save 1',
    act: toMessage('/save 1', async (conversation, id) => {
      await conversation.save(id);
      return 'Saved. `corechat saved` lists your saved messages.';
    }),
  },
  unsave: {
    example: '/unsave 1',
    act: toMessage('/unsave 1', async (conversation, id) => {
      await conversation.save(id, false);
      return 'No longer saved.';
    }),
  },
  members: inGroup('/members', (group) => group.members()),
  add: inGroup('/add bob', (group, who) => group.add(who)),
  remove: inGroup('/remove bob', (group, who) => group.remove(who)),
  invite: inGroup('/invite', (group) => group.invite()),
  leave: inGroup('/leave', (group) => group.leave()),
};

/** A username may have the "@" that lists of people print. */
function inGroup(example: string, run: (group: GroupActions, who: string) => Promise<string>): SlashCommand {
  const act = ({ group }: SlashContext, rest: string): Answer => {
    if (!group) return refused('This is not a group. Write two slashes to send the text.');
    const who = rest.replace(/^@/, '');
    if (example.includes(' ') && who === '') return refused(`Write who, such as ${example}.`);
    return { outcome: run(group, who) };
  };
  return { example, isOfGroups: true, act };
}

const PATTERN = /^(\/?)\/(\w+)(?: (.*))?$/s;

/** @returns the action of a text that is a command, or else the text to send: of two slashes before a command one is sent */
export function readLine(text: string): { act(context: SlashContext): Answer } | { send: string } {
  const [, second, name = '', rest = ''] = PATTERN.exec(text) ?? [];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return { send: text };
  return second ? { send: text.slice(1) } : { act: (context) => command.act(context, rest.trim()) };
}

/** Examples of the commands that begin like a text, such as "/p"; none for a text that cannot become a command. */
export function examplesFor(text: string, isGroup: boolean): string[] {
  const [, typed, more] = /^\/(\w*)(?:( )|$)/.exec(text) ?? [];
  if (typed === undefined) return [];
  return Object.entries(COMMANDS)
    .filter(
      ([name, { isOfGroups }]) =>
        (isGroup || !isOfGroups) && (more ? name === typed : name.startsWith(typed)),
    )
    .map(([, { example }]) => example);
}

const NO_SUCH_MESSAGE = 'There is no such message here. The newest is 1.';

/** @param which counted from the newest message that a person wrote, which is 1 */
function messageAt({ snapshot }: Conversation, which: string): Message | undefined {
  const place = Number(which);
  return place > 0 ? snapshot.messages.filter(({ System }) => !System).at(-place) : undefined;
}

/** A command whose argument is the number of a message. */
function toMessage(example: string, run: (conversation: Conversation, id: string) => Promise<string>) {
  return ({ conversation }: SlashContext, which: string): Answer => {
    if (!/^\d{1,4}$/.test(which)) {
      return refused(`Write which message, counted from the newest, such as ${example}.`);
    }
    const message = messageAt(conversation, which);
    return message ? { outcome: run(conversation, message.Id) } : refused(NO_SUCH_MESSAGE);
  };
}

/** The newest message of another person, or else the newest. */
function newestOf({ conversation, me }: SlashContext): Message | undefined {
  const messages = conversation.snapshot.messages.filter(
    ({ DeletedAt, System }) => DeletedAt === null && !System,
  );
  return messages.findLast(({ From }) => !isSameUser(From, me)) ?? messages.at(-1);
}

/** @param rest an emoji, after the number of a message if it is not for the newest one */
function react(context: SlashContext, rest: string, isThere: boolean): Answer {
  const [, which, emoji = ''] = /^(?:(\d{1,4}) )?(\S*)$/.exec(rest) ?? [];
  if (emoji === '' || /^\d+$/.test(emoji)) {
    return refused(`Write one emoji after it, such as /${isThere ? '' : 'un'}react 👍.`);
  }
  const message = which === undefined ? newestOf(context) : messageAt(context.conversation, which);
  if (!message) return refused(which === undefined ? 'There is no message to react to.' : NO_SUCH_MESSAGE);
  return { outcome: context.conversation.react(message.Id, emoji, isThere).then(() => '') };
}

/** @param rest the number of a message, and the text */
function reply({ conversation, sent }: SlashContext, rest: string): Answer {
  const [, which, text = ''] = /^(\d{1,4})(?: (.*))?$/s.exec(rest) ?? [];
  if (which === undefined || isBlank(text)) {
    return refused('Write which message, counted from the newest, and your text, such as /reply 1 Yes.');
  }
  const message = messageAt(conversation, which);
  if (!message) return refused(NO_SUCH_MESSAGE);
  if (message.DeletedAt !== null) return refused('That message was deleted.');
  // The outcome shows beside the message.
  conversation.send(text, { replyTo: message.Id }).settled.catch(() => {});
  sent();
  return { outcome: Promise.resolve('') };
}

/** The newest pins, in one line. */
function listPins({ conversation, me }: SlashContext): Answer {
  const toText = (pin: Message) => {
    const name = isSameUser(pin.From, me) ? 'you' : pin.From;
    return printable(`${name}: ${previewOf(pin).replace(/\s+/g, ' ')}`);
  };
  const toLine = (pins: readonly Message[]) =>
    pins.length === 0 ? 'No message is pinned here.' : `Pinned: ${pins.map(toText).join(' · ')}`;
  return { outcome: conversation.pins().then(toLine) };
}

/** @param rest the number of a message, and a username, or the name or id of a group */
function forward({ conversation, find }: SlashContext, rest: string): Answer {
  const [, which, to] = /^(\d{1,4}) @?(\S.*)$/.exec(rest) ?? [];
  if (which === undefined || to === undefined) {
    return refused('Write which message, counted from the newest, and to whom, such as /forward 1 bob.');
  }
  const message = messageAt(conversation, which);
  if (!message) return refused(NO_SUCH_MESSAGE);
  const run = async () => {
    await conversation.forward(message.Id, await find(to));
    return `Forwarded to ${printable(to)}.`;
  };
  return { outcome: run() };
}

/** A notice about what went wrong with a command. */
export const noticeOf = (error: unknown): string =>
  error instanceof CliError ? error.message : sentence(error);
