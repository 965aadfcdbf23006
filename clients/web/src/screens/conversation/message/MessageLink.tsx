import type { ComponentChildren } from 'preact';
import type { Message } from '#sdk';
import { go, href } from '../../../app/router.ts';
import { now } from '../../../state/clock.ts';
import { excerptOf } from '../../../state/excerpt.ts';
import { fullNameOf } from '../../../state/names.ts';
import { personOf } from '../../../state/people.ts';
import { isVisible, oneLine } from '../../../state/text.ts';
import { fullTime, inboxTime } from '../../../state/times.ts';
import './message-link.css';

interface MessageLinkProps {
  message: Message;
  /** username of the other member, or the id of a group */
  peer: string;
  /** name of the conversation that it is in, where the list is of several ones */
  within?: string | undefined;
  onFollow?: () => void;
  /** replaces the text, which is one line by default */
  children?: ComponentChildren;
}

/** A message in a list, which leads to its place in the conversation. */
export function MessageLink({ message, peer, within, onFollow, children }: MessageLinkProps) {
  const { From, Timestamp, Id } = message;
  const text = excerptOf(message);
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
          {within !== undefined && (
            <>
              {' · '}
              <bdi>{within}</bdi>
            </>
          )}
        </span>
        <time dateTime={Timestamp} title={fullTime(at)}>
          {inboxTime(at, now.value)}
        </time>
      </span>
      {children ?? (
        <span class="message-link-text">
          <bdi>{isVisible(text) ? oneLine(text) : 'Blank message'}</bdi>
        </span>
      )}
    </a>
  );
}
