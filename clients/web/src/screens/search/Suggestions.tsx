import { type ConversationSummary, isConversationId, isSameUser, matchesName } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name } from '../../components/name/Name.tsx';
import { type Candidate, candidatesFor } from '../../components/picker/candidates.ts';
import { PersonOption } from '../../components/picker/PersonOption.tsx';
import { Picker, type PickerKeys } from '../../components/picker/Picker.tsx';
import { useMembers } from '../../components/picker/use-members.ts';
import { useWord } from '../../components/picker/use-word.ts';
import { shownAs } from '../../state/groups.ts';
import { inbox } from '../../state/inbox.ts';
import { summaryOf } from '../../state/mutes.ts';
import { nameOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { type OperatorWord, operatorWordAt } from './operator-word.ts';

interface SuggestionsProps {
  /** the conversation that is searched: id or username; undefined for all */
  within: string | undefined;
  field: HTMLInputElement;
  text: string;
  onPick: (text: string) => void;
  keys: PickerKeys;
}

const ME: Candidate = { username: 'me', name: 'Yourself' };

const toCandidate = (summary: ConversationSummary): Candidate => ({
  username: summary.Group ? summary.Conversation : summary.User,
  name: nameOf(shownAs(summary)),
});

/** The user's conversations, those with the latest activity first. */
const conversationsOfUser = (): ConversationSummary[] =>
  [...inbox.value.conversations, ...inbox.value.archived].filter(({ Deleted }) => !Deleted);

function authors(members: readonly Candidate[]): Candidate[] {
  const peers = conversationsOfUser().filter(({ Group, User }) => !Group && !isSameUser(User, self()));
  const all = [...members, ...peers.map(toCandidate), ME];
  return [...new Map(all.map((each) => [each.username?.toLowerCase(), each])).values()];
}

/** People and conversations, offered while from: or in: and the beginning of a name are written. */
export function Suggestions({ within, field, text, onPick, keys }: SuggestionsProps) {
  const { word, close } = useWord<OperatorWord>(field, text, operatorWordAt);
  const isGroup = within !== undefined && summaryOf(within)?.Group != null;
  const members = useMembers(word && isGroup ? within : undefined);
  const offered =
    word?.operator === 'from'
      ? authors(members)
      : within === undefined
        ? conversationsOfUser().map(toCandidate)
        : [];
  const pick = ({ username }: Candidate) => {
    if (!word || username === null) return;
    field.setRangeText(`${username} `, word.start, field.selectionStart ?? word.start, 'end');
    onPick(field.value);
  };
  return (
    <div class="search-suggestions">
      <Picker
        id="search"
        label={word?.operator === 'in' ? 'Conversations to search in' : 'People to search for'}
        verb="takes it"
        field={field}
        word={word}
        options={word ? candidatesFor(word.typed, offered, matchesName) : []}
        keyOf={({ username }) => username}
        draw={(candidate) => <Option {...candidate} />}
        onPick={pick}
        onClose={close}
        keys={keys}
      />
    </div>
  );
}

function Option({ username, name }: Candidate) {
  if (username === null || username === ME.username) return <strong>{name}</strong>;
  const summary = isConversationId(username) ? summaryOf(username) : undefined;
  if (!summary) return <PersonOption username={username} />;
  const group = shownAs(summary);
  return (
    <>
      <Avatar person={group} size="small" group />
      <span class="picker-option-name">
        <Name person={group} showUsername={false} />
      </span>
    </>
  );
}
