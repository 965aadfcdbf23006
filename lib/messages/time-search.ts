/** Finding the messages of a time. */
import { findPlaceFrom, listPlaces } from './store/messages.ts';

/**
 * The first message sent at or after a time, among those that a reader sees. The order of messages is that of their times, apart from
 * a second or two, and no index has the times: halves the conversation until it is found, with one read of the index for each halving.
 * That is 10 reads for 1,000 messages, and 20 for a million.
 * @param firstSeq the first one that the reader sees
 * @returns its seq; that of the newest message where there is none; undefined without messages
 */
export async function findSeqAt(
  conversation: string,
  reader: string,
  { at, firstSeq }: { at: Date; firstSeq: number },
): Promise<number | undefined> {
  const [newest] = await listPlaces(conversation, reader, 1);
  if (!newest || newest.seq < firstSeq) return undefined;
  let found = newest.seq;
  // It is `found`, or from `low` on and before `high`.
  let [low, high] = [firstSeq, newest.sentAt < at ? firstSeq : newest.seq];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const place = await findPlaceFrom(conversation, reader, middle);
    if (place && place.sentAt < at) low = place.seq + 1;
    else {
      high = middle;
      found = place?.seq ?? found;
    }
  }
  return found;
}
