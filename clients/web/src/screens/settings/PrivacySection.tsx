import type { OwnProfile } from '#sdk';
import { chat } from '../../app/client.ts';
import { useSavedAtOnce } from '../../components/field/use-saved-at-once.ts';
import { noteLinkPreviews } from '../../state/link-previews.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = async () => {
  const [profile, settings] = await Promise.all([chat.me.show(), chat.settings()]);
  return { ...profile, hasPreviews: settings.LinkPreviews };
};

const LABELS = { everybody: 'Everybody', contacts: 'Contacts', nobody: 'Nobody' };

/** Who sees presence and read marks, who adds the user to groups, and link previews. Each choice is saved at once. */
export function PrivacySection() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your settings" retry={reload} />;
  const { hasPreviews } = state.value;
  return (
    <Choices
      profile={state.value}
      onSaved={(saved) => set({ ...saved, hasPreviews })}
      hasPreviews={hasPreviews}
    />
  );
}

interface ChoicesProps {
  profile: OwnProfile;
  hasPreviews: boolean;
  onSaved: (saved: OwnProfile) => void;
}

function Choices({ profile, hasPreviews, onSaved }: ChoicesProps) {
  const { last_seen_to, read_marks_to, add_to_groups, link_previews } = profile;
  const { shown, busy, save } = useSavedAtOnce(
    { last_seen_to, read_marks_to, add_to_groups, link_previews },
    async (change) => {
      const saved = await chat.me.update(change);
      onSaved(saved);
      noteLinkPreviews(saved.link_previews);
    },
  );
  return (
    <div class="form" aria-busy={busy || undefined}>
      <p>Contacts are people with whom you have a conversation that both of you have accepted.</p>
      <Choice
        name="last_seen_to"
        legend="Who sees when you are online"
        options={['everybody', 'contacts', 'nobody']}
        value={shown.last_seen_to}
        onChange={(last_seen_to) => void save({ last_seen_to })}
      />
      <Choice
        name="read_marks_to"
        legend="Who sees what you have read"
        options={['contacts', 'nobody']}
        value={shown.read_marks_to}
        onChange={(read_marks_to) => void save({ read_marks_to })}
      />
      <Choice
        name="add_to_groups"
        legend="Who may add you to groups"
        options={['everybody', 'contacts', 'nobody']}
        value={shown.add_to_groups}
        onChange={(add_to_groups) => void save({ add_to_groups })}
      />
      <p class="field-hint">Everyone else can send you an invite link.</p>
      {hasPreviews && (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={shown.link_previews}
              onChange={({ currentTarget }) => void save({ link_previews: currentTarget.checked })}
            />
            Link previews
          </label>
          <p class="field-hint">
            The server opens the first link of each message that you send, and shows what the page says about
            itself below the message. Turned off, it opens none of your links, and you see no previews at all.
          </p>
        </>
      )}
    </div>
  );
}

function Choice<Option extends keyof typeof LABELS>(props: {
  name: string;
  legend: string;
  options: readonly Option[];
  value: Option;
  onChange: (option: Option) => void;
}) {
  const { name, legend, options, value, onChange } = props;
  return (
    <fieldset class="choices">
      <legend class="settings-heading">{legend}</legend>
      {options.map((option) => (
        <label key={option} class="choice">
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {LABELS[option]}
        </label>
      ))}
    </fieldset>
  );
}
