import type { Group } from '#sdk';
import { chat } from '../../app/client.ts';
import { useSavedAtOnce } from '../../components/field/use-saved-at-once.ts';

interface GroupSettingsProps {
  group: Group;
  onChange: (group: Group) => void;
}

/** Who does what in a group. Each choice is saved at once. */
export function GroupSettings({ group, onChange }: GroupSettingsProps) {
  const { Post, Add, HistoryFrom, Listed } = group;
  const { shown, busy, save } = useSavedAtOnce({ Post, Add, HistoryFrom, Listed }, async (change) =>
    onChange(await chat.groups.update(group.Conversation, change)),
  );
  return (
    <div class="pane-sheet" aria-busy={busy || undefined}>
      <Choice
        legend="Who writes"
        options={{ all: 'Everybody', admins: 'Owners and admins' }}
        value={shown.Post}
        onChange={(Post) => void save({ Post })}
      />
      <Choice
        legend="Who adds people"
        options={{ members: 'Everybody', admins: 'Owners and admins' }}
        value={shown.Add}
        onChange={(Add) => void save({ Add })}
      />
      <Choice
        legend="What new members see"
        options={{ start: 'Everything', join: 'From joining on' }}
        value={shown.HistoryFrom}
        onChange={(HistoryFrom) => void save({ HistoryFrom })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={shown.Listed}
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
