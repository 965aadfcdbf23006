/** Messages as they are stored. */
import { stateFor } from '../conversations/visibility.ts';
import type { ObjectId } from '../platform/mongo.ts';
import type { Content } from './content.ts';
import type { Message, MessageState } from './message.ts';

/** Named in pipelines, too, which a collection that is not connected yet cannot be asked for. */
export const MESSAGES = 'messages';

export interface MessageDocument extends Content {
  _id: ObjectId;
  conversation: string;
  from: string;
  /** the other member of a direct conversation; null in a group */
  to: string | null;
  seq: number;
  version: number;
  /** Absent in older data, where `seq` is that version. */
  firstVersion?: number;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** Absent when the sender gave none: the unique index is partial over it. */
  clientId?: string;
  /** Of the content as first sent, see contentDigest; with clientId only. */
  textDigest?: string;
  /** Absent until it takes a version for another reason than an edit or a deletion. */
  movedAt?: Date;
  /** Folded name of the author, when only the author sees it; absent for nearly all, which queries call null. */
  onlyFor?: string | null;
  /** What everybody but its author sees of a message that was edited while the other member blocked the author. */
  frozen?: MessageState;
}

/** @param reader who is to see it; its author by default */
export function toMessage(document: MessageDocument, reader = document.from): Message {
  const { _id, clientId, textDigest: _, frozen, onlyFor, ...rest } = document;
  const shown = stateFor(reader, rest.from, frozen);
  return {
    ...rest,
    id: _id.toHexString(),
    clientId: clientId ?? null,
    ...(onlyFor ? { onlyFor } : {}),
    ...(shown ? { shown } : {}),
  };
}
