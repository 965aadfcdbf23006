import { useEffect, useState } from 'preact/hooks';
import { type ConversationSummary, sentence } from '#sdk';
import { Avatar } from '../../../components/avatar/Avatar.tsx';
import { Button } from '../../../components/button/Button.tsx';
import { Dialog } from '../../../components/dialog/Dialog.tsx';
import { Name, Username } from '../../../components/name/Name.tsx';
import { SearchField } from '../../../components/search/SearchField.tsx';
import { shownAs } from '../../../state/groups.ts';
import { inbox } from '../../../state/inbox.ts';
import { type Person, personOf } from '../../../state/people.ts';
import { oneLine } from '../../../state/text.ts';
import { createPeopleSearch } from '../../people/search-people.ts';
import './message-link.css';

const RECENT_MAX = 8;
const FOUND_MAX = 20;

interface TargetDialogProps {
  title: string;
  /** what goes to the target */
  text: string;
  /** @throws CoreChatError which the dialog shows */
  onPick: (target: Target) => Promise<void>;
  onClose: () => void;
}

export interface Target {
  /** username, or the id of a group */
  to: string;
  person: Person;
  isGroup: boolean;
}

const targetOf = (summary: ConversationSummary): Target => ({
  to: summary.User,
  person: shownAs(summary),
  isGroup: summary.Group !== null,
});

const recent = (): Target[] =>
  inbox.value.conversations
    .filter(({ Deleted, Blocked, Group }) => !Deleted && !Blocked && !Group?.Closed)
    .slice(0, RECENT_MAX)
    .map(targetOf);

/** Asks for a recent conversation, or a person that is searched. */
export function TargetDialog({ title, text, onPick, onClose }: TargetDialogProps) {
  const [search] = useState(createPeopleSearch);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => search.stop, [search]);
  const found = search.found.value.items
    .slice(0, FOUND_MAX)
    .map((to): Target => ({ to, person: personOf(to).value, isGroup: false }));
  const isSearch = typed.trim() !== '';
  const targets = isSearch ? found : recent();
  const isNobody = isSearch && found.length === 0 && search.found.value.status === 'ready';
  const pick = async (target: Target) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onPick(target);
      onClose();
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="dialog-body">
        <bdi>{oneLine(text).slice(0, 120)}</bdi>
      </p>
      <SearchField
        label="Search people by name"
        value={typed}
        autofocus
        onInput={(text) => {
          setTyped(text);
          search.ask(text);
        }}
      />
      <p class="dialog-body" role="status">
        {isNobody && 'Nobody found.'}
      </p>
      <ul class="message-links">
        {targets.map((target) => (
          <li key={target.to.toLowerCase()}>
            <button type="button" class="list-row forward-target" onClick={() => void pick(target)}>
              <Avatar person={target.person} size="small" group={target.isGroup} />
              <span class="list-row-name">
                <Name person={target.person} />
              </span>
              {!target.isGroup && (
                <span class="forward-username">
                  <Username of={target.to} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </Dialog>
  );
}
