import { useState } from 'preact/hooks';
import { type Group, type GroupUpdate, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { notify } from '../../state/toasts.ts';

interface GroupSettingsProps {
  group: Group;
  onChange: (group: Group) => void;
}

/** Who does what in a group. Each choice is saved at once. */
export function GroupSettings({ group, onChange }: GroupSettingsProps) {
  const [busy, setBusy] = useState(false);
  const save = async (update: GroupUpdate) => {
    setBusy(true);
    onChange({ ...group, ...(update as Partial<Group>) });
    try {
      onChange(await chat.groups.update(group.Conversation, update));
      notify('Saved.');
    } catch (error) {
      onChange(group);
      notify(sentence(error), 'error');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="pane-sheet" aria-busy={busy || undefined}>
      <Choice
        legend="Who writes"
        options={{ all: 'Everybody', admins: 'Owners and admins' }}
        value={group.Post}
        onChange={(Post) => void save({ Post })}
      />
      <Choice
        legend="Who adds people"
        options={{ members: 'Everybody', admins: 'Owners and admins' }}
        value={group.Add}
        onChange={(Add) => void save({ Add })}
      />
      <Choice
        legend="What new members see"
        options={{ start: 'Everything', join: 'From joining on' }}
        value={group.HistoryFrom}
        onChange={(HistoryFrom) => void save({ HistoryFrom })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={group.Listed}
          onChange={({ currentTarget }) => void save({ Listed: currentTarget.checked })}
        />
        Everybody on this server finds the group, and may join
      </label>
    </div>
  );
}

function Choice<Option extends string>(props: {
  legend: string;
  options: Record<Option, string>;
  value: Option;
  onChange: (option: Option) => void;
}) {
  const { legend, options, value, onChange } = props;
  return (
    <fieldset class="choices">
      <legend class="settings-heading">{legend}</legend>
      {(Object.keys(options) as Option[]).map((option) => (
        <label key={option} class="choice">
          <input
            type="radio"
            name={legend}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {options[option]}
        </label>
      ))}
    </fieldset>
  );
}
