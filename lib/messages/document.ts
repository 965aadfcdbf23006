/** Messages in the database. */
import { stateFor } from '../conversations/visibility.ts';
import type { ObjectId } from '../platform/mongo.ts';
import type { Amended, Content, Derived, Fixed, Indexed } from './content.ts';
import type { Message, MessageState } from './message.ts';
import type { System } from './system.ts';

/** For pipelines, which need the name before a connection exists. */
export const MESSAGES = 'messages';

/** What reads of messages leave out: terms, which searches alone use. */
export const READ = { terms: 0, 'frozen.terms': 0 } as const;

export interface MessageDocument extends Content, Amended, Derived, Fixed, Indexed {
  _id: ObjectId;
  conversation: string;
  from: string;
  /** the other member of a direct conversation; null in a group */
  to: string | null;
  seq: number;
  version: number;
  /** Absent in older data, where `seq` is that version. */
  firstVersion?: number;
  /** The version of the last edit. Absent until there is one. */
  editVersion?: number;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** Absent when the sender gave none; the unique index covers only messages that have one. */
  clientId?: string;
  /** Digest of the content as first sent, see contentDigest; only with a clientId. */
  textDigest?: string;
  /** Absent until the message gets a version for a reason other than an edit or a deletion. */
  movedAt?: Date;
  /** In a group: the last system message about it says that it is pinned. */
  pinTold?: true;
  /** Only in system messages. */
  system?: System;
  /** Folded name of the author when only the author sees the message; otherwise absent, which queries match as null. */
  onlyFor?: string | null;
  /** The state that others see, when the author edited the message during a block. `terms` of the message contains its terms. */
  frozen?: MessageState & Indexed;
}

/** @param reader the author by default */
export function toMessage(document: MessageDocument, reader = document.from): Message {
  const { _id, clientId, textDigest: _, terms: __, frozen, onlyFor, ...rest } = document;
  const shown = stateFor(reader, rest.from, frozen);
  return {
    ...rest,
    id: _id.toHexString(),
    clientId: clientId ?? null,
    ...(onlyFor ? { onlyFor } : {}),
    ...(shown ? { shown } : {}),
  };
}
