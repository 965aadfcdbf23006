/** What a reader could see when they marked it as read: nothing else may count as read in the end. */
import { membershipId } from '#lib/conversations/membership.ts';
import { placeOf } from '#lib/conversations/place.ts';
import { memberships } from '#lib/conversations/store/memberships.ts';
import { messages, visibleTo } from '#lib/messages/store/messages.ts';
import type { ModelClient } from './client.ts';

type Reader = Pick<ModelClient, 'person' | 'target'>;

const conversationOf = ({ person, target }: Reader): string =>
  placeOf(person.username, 'User' in target ? target.User : target.Conversation).id;

/** The messages of others up to a mark, as the database has them now. */
async function upTo(reader: Reader, seq: number): Promise<string[]> {
  const { username } = reader.person;
  const found = await messages
    .find({
      ...visibleTo(conversationOf(reader), username),
      seq: { $lte: seq },
      from: { $ne: username },
      deletedAt: null,
    })
    .toArray();
  return found.map(({ _id }) => _id.toHexString());
}

export class Shown {
  /** ids by username */
  readonly #ids = new Map<string, Set<string>>();

  /** @param mark moves the mark, and resolves with where it is then */
  async noteMark(reader: Reader, mark: () => Promise<number | undefined>): Promise<void> {
    // Those that are there before the request: what is written meanwhile, the reader has not seen.
    const before = await messages.find({ conversation: conversationOf(reader) }).toArray();
    const seq = await mark();
    if (seq === undefined) return;
    const { username } = reader.person;
    const ids = this.#ids.get(username) ?? new Set();
    this.#ids.set(username, ids);
    for (const { _id, seq: at } of before) if (at <= seq) ids.add(_id.toHexString());
  }

  /** @returns what counts as read without having been there when it was marked */
  async notShown(readers: Reader[]): Promise<string[]> {
    const found = await Promise.all(
      readers.map(async (reader) => {
        const { username } = reader.person;
        const membership = await memberships.findOne({
          _id: membershipId(conversationOf(reader), username),
        });
        const read = await upTo(reader, membership?.readSeq ?? 0);
        return read.filter((id) => !this.#ids.get(username)?.has(id)).map((id) => `${id} by ${username}`);
      }),
    );
    return [...new Set(found.flat())];
  }
}
