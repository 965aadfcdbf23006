import type { Message } from '#sdk';
import { go, href } from '../../../app/router.ts';
import { now } from '../../../state/clock.ts';
import { fullNameOf } from '../../../state/names.ts';
import { personOf } from '../../../state/people.ts';
import { isVisible, oneLine } from '../../../state/text.ts';
import { fullTime, inboxTime } from '../../../state/times.ts';
import './message-link.css';

interface MessageLinkProps {
  message: Message;
  /** username of the other member, or the id of a group */
  peer: string;
  /** name of the group that it is in, where the list is of several conversations */
  group?: string | undefined;
  onFollow?: () => void;
}

/** A message in a list, which leads to its place in the conversation. */
export function MessageLink({ message, peer, group, onFollow }: MessageLinkProps) {
  const { From, Message: text, Timestamp, Id } = message;
  const at = Date.parse(Timestamp);
  const place = { name: 'chat', peer, message: Id } as const;
  const follow = () => {
    onFollow?.();
    // The browser does nothing at the address that is open.
    if (href(place) === location.hash) go(place);
  };
  return (
    <a class="message-link" href={href(place)} onClick={follow}>
      <span class="message-link-head">
        <span class="message-link-who">
          <bdi>{fullNameOf(personOf(From).value)}</bdi>
          {group !== undefined && (
            <>
              {' in '}
              <bdi>{group}</bdi>
            </>
          )}
        </span>
        <time dateTime={Timestamp} title={fullTime(at)}>
          {inboxTime(at, now.value)}
        </time>
      </span>
      <span class="message-link-text">
        <bdi>{isVisible(text) ? oneLine(text) : 'Blank message'}</bdi>
      </span>
    </a>
  );
}
