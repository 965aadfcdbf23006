/** search */
import { styleText } from 'node:util';
import type { Context } from '../context.ts';
import { withSession } from '../open-chat.ts';
import type { CoreChat, Message } from '../sdk.ts';
import { printable } from '../text/printable.ts';
import { jsonLine, type MessageOptions, messageLine } from './output.ts';
import { conversationOf, ownGroups } from './target.ts';

export interface SearchOptions extends MessageOptions {
  /** a username, or a group as the command line names it */
  in?: string;
  limit: number;
}

/** Names conversations: `@bob`, `#Book club`. */
class Places {
  readonly #chat: CoreChat;
  readonly #me: string;
  /** by id; read when the first hit is in a group */
  #groups: Map<string, string> | undefined;

  constructor(chat: CoreChat, me: string) {
    this.#chat = chat;
    this.#me = me;
  }

  async nameOf({ From, To, Conversation }: Message): Promise<string> {
    if (To !== '') return `@${From === this.#me ? To : From}`;
    this.#groups ??= await this.#readGroups();
    return `#${this.#groups.get(Conversation) ?? Conversation}`;
  }

  async #readGroups(): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for await (const row of ownGroups(this.#chat)) names.set(row.Conversation, row.Group.Name);
    return names;
  }
}

/** Newest first. */
export async function search(
  context: Context,
  words: readonly string[],
  { in: place, limit, json, ids }: SearchOptions,
): Promise<void> {
  await withSession(context, async (chat, { username: me }) => {
    const within = place === undefined ? '' : `in:${await conversationOf(chat, place)} `;
    const found = chat.search(within + words.join(' '), { limit: Math.min(limit, 50) });
    const places = new Places(chat, me);
    const print = async (message: Message) => {
      const name = printable(await places.nameOf(message));
      const where = place === undefined ? `${styleText('cyan', name, { stream: context.stdout })}  ` : '';
      context.print((ids ? `${printable(message.Id)}  ` : '') + where + messageLine(context, message));
    };
    let printed = 0;
    for await (const hit of found) {
      if (json) context.print(jsonLine(hit));
      else await print(hit.Message);
      printed++;
      if (printed === limit) break;
    }
    if (found.isIncomplete) context.complain('The search took too long, so there may be more. Narrow it.');
    else if (printed === 0) context.remark('No message was found.');
  });
}
