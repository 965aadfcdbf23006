import { isSameUser, type SearchHit } from '#sdk';
import { chat } from '../../app/client.ts';
import { excerptOf } from '../../state/excerpt.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { MessageLink } from '../conversation/message/MessageLink.tsx';
import { openHit } from './opened-hit.ts';
import type { Found } from './search-messages.ts';
import { piecesOfHit } from './snippet.ts';

/** The name of the conversation of a message; undefined for a group that is not loaded. */
function usePlace({ From, To, Conversation }: SearchHit['Message']): string | undefined {
  const { conversations, archived } = useSnapshot(chat.inbox);
  if (To === '')
    return [...conversations, ...archived].find((each) => each.Conversation === Conversation)?.Group?.Name;
  if (isSameUser(From, To)) return 'Notes to yourself';
  return nameOf(personOf(isSameUser(From, self()) ? To : From).value);
}

interface HitLinkProps {
  hit: SearchHit;
  found: Found;
  /** says in which conversation it is */
  showsPlace: boolean;
}

/** A message that was found, with the words marked, which leads to its place. */
export function HitLink({ hit, found, showsPlace }: HitLinkProps) {
  const { Message: message, Ranges } = hit;
  const place = usePlace(message);
  return (
    <MessageLink
      message={message}
      peer={message.Conversation}
      within={showsPlace ? place : undefined}
      onFollow={() => openHit(hit, found)}
    >
      <bdi class="hit-text">
        {piecesOfHit(excerptOf(message), Ranges).map(({ text, isHit }, index) =>
          isHit ? <mark key={index}>{text}</mark> : text,
        )}
      </bdi>
    </MessageLink>
  );
}
