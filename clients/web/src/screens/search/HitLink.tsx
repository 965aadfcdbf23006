import { isSameUser, type SearchHit } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { now } from '../../state/clock.ts';
import { fullNameOf } from '../../state/names.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { fullTime, inboxTime } from '../../state/times.ts';
import { piecesOfHit } from './snippet.ts';
import '../conversation/message/message-link.css';

/** The name of the conversation of a message; undefined for a group that is not loaded. */
function usePlace({ From, To, Conversation }: SearchHit['Message']): string | undefined {
  const { conversations, archived } = useSnapshot(chat.inbox);
  if (To === '')
    return [...conversations, ...archived].find((each) => each.Conversation === Conversation)?.Group?.Name;
  if (isSameUser(From, To)) return 'Notes to yourself';
  return nameOf(personOf(isSameUser(From, self()) ? To : From).value);
}

/** A message that was found, with the words marked, which leads to its place. @param showsPlace says in which conversation it is */
export function HitLink({ hit, showsPlace }: { hit: SearchHit; showsPlace: boolean }) {
  const { Message: message, Ranges } = hit;
  const { From, Timestamp, Id, Conversation } = message;
  const at = Date.parse(Timestamp);
  const place = { name: 'chat', peer: Conversation, message: Id } as const;
  const name = usePlace(message);
  return (
    <a
      class="message-link"
      href={href(place)}
      onClick={() => {
        // The browser does nothing at the address that is open.
        if (href(place) === location.hash) go(place);
      }}
    >
      <span class="message-link-head">
        <span>
          <bdi>{fullNameOf(personOf(From).value)}</bdi>
          {showsPlace && name !== undefined && (
            <>
              {' · '}
              <bdi>{name}</bdi>
            </>
          )}
        </span>
        <time dateTime={Timestamp} title={fullTime(at)}>
          {inboxTime(at, now.value)}
        </time>
      </span>
      <bdi class="hit-text">
        {piecesOfHit(message.Message, Ranges).map(({ text, isHit }, index) =>
          isHit ? <mark key={index}>{text}</mark> : text,
        )}
      </bdi>
    </a>
  );
}
