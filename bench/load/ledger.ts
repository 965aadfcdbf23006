/** Every message that was sent, and whether everybody has it exactly once. */
import type { Message } from '#sdk';

export interface Entry {
  clientId: string;
  from: string;
  to: string;
  text: string;
  /** as acknowledged by the server; absent while the outcome is unknown */
  id?: string;
}

/** A user's view of a conversation. */
export interface View {
  reader: string;
  peer: string;
  /** how it was read, to say so */
  by: 'history' | 'sync' | 'events';
  /** in the order read */
  messages: readonly Pick<Message, 'Id' | 'Seq' | 'From' | 'Message' | 'ClientId'>[];
}

const conversationOf = (one: string, other: string): string => [one, other].sort().join(':');

export class Ledger {
  readonly #conversations = new Map<string, Map<string, Entry>>();
  #numbers = 0;

  /** Before it is sent. */
  add(from: string, to: string, text: string): Entry {
    const entry: Entry = { clientId: `load-${from}-${this.#numbers++}`, from, to, text };
    const conversation = conversationOf(from, to);
    const entries = this.#conversations.get(conversation) ?? new Map<string, Entry>();
    this.#conversations.set(conversation, entries.set(entry.clientId, entry));
    return entry;
  }

  /** Sent, but neither acknowledged nor finally refused. */
  get uncertain(): Entry[] {
    return [...this.#conversations.values()].flatMap((entries) =>
      [...entries.values()].filter(({ id }) => id === undefined),
    );
  }

  get size(): number {
    return [...this.#conversations.values()].reduce((sum, entries) => sum + entries.size, 0);
  }

  /** @returns a sentence for each message that was lost, doubled, altered or never sent */
  faults({ reader, peer, by, messages }: View): string[] {
    const entries = this.#conversations.get(conversationOf(reader, peer)) ?? new Map<string, Entry>();
    const seen = new Map<string, View['messages'][number]>();
    const faults: string[] = [];
    const where = `in what ${reader} has by ${by} of ${peer}`;
    for (const message of messages) {
      const entry = entries.get(message.ClientId ?? '');
      if (!entry) faults.push(`nobody sent ${message.Id} ${where}`);
      else if (seen.has(entry.clientId)) faults.push(`${entry.clientId} is doubled ${where}`);
      else if (entry.text !== message.Message || entry.from !== message.From)
        faults.push(`${entry.clientId} is altered ${where}`);
      else if (entry.id !== undefined && entry.id !== message.Id)
        faults.push(`${entry.clientId} was acknowledged as ${entry.id} but is ${message.Id} ${where}`);
      if (entry) seen.set(entry.clientId, message);
    }
    for (const { clientId, id } of entries.values()) {
      if (id !== undefined && !seen.has(clientId)) faults.push(`${clientId} is lost ${where}`);
    }
    const places = messages.map(({ Seq }) => Seq);
    if (by === 'history' && places.some((seq, index) => seq <= (places[index - 1] ?? 0)))
      faults.push(`the order is broken ${where}`);
    return faults;
  }
}
