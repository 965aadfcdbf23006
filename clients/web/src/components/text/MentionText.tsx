import { Fragment } from 'preact';
import { isSameUser, type Mention } from '#sdk';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { RichText } from './RichText.tsx';

interface MentionTextProps {
  text: string;
  /** in the order of the whole text, of which this is a part */
  mentions?: readonly Mention[] | undefined;
  /** where in the whole text it begins */
  from?: number;
}

/** A text with its links as links, and mentions as the names that people have now. */
export function MentionText({ text, mentions = [], from = 0 }: MentionTextProps) {
  const inside = mentions.filter(({ Start, End }) => Start >= from && End <= from + text.length);
  if (inside.length === 0) return <RichText text={text} />;
  const ends = [from, ...inside.map(({ End }) => End)];
  return (
    <>
      {inside.map((mention, index) => (
        <Fragment key={mention.Start}>
          <RichText text={text.slice((ends[index] ?? from) - from, mention.Start - from)} />
          <MentionedName {...mention} />
        </Fragment>
      ))}
      <RichText text={text.slice((ends.at(-1) ?? from) - from)} />
    </>
  );
}

function MentionedName({ Username }: Mention) {
  const isOwn = Username === null || isSameUser(Username, self());
  const name = Username === null ? 'all' : nameOf(personOf(Username).value);
  return (
    <bdi class="mention" data-own={isOwn || undefined} title={Username === null ? undefined : `@${Username}`}>
      @{name}
    </bdi>
  );
}
