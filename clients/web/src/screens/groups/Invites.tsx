import { Copy, Link2Off } from 'lucide-preact';
import { useCallback, useState } from 'preact/hooks';
import { type Group, type Invite, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { confirmed } from '../../components/dialog/Confirm.tsx';
import { fullTime } from '../../state/times.ts';
import { notify } from '../../state/toasts.ts';
import { useLoaded } from '../settings/use-loaded.ts';
import { Waiting } from '../settings/Waiting.tsx';
import { copyLink, joinLink } from './invitations.ts';
import { LinkField } from './NotAdded.tsx';

const HOUR = 60 * 60;
const LASTS = { '1 hour': HOUR, '1 day': 24 * HOUR, '7 days': 7 * 24 * HOUR, '30 days': 30 * 24 * HOUR };
const USES = { 'No limit': undefined, '1 person': 1, '10 people': 10, '50 people': 50 };

/** Links that let people in: make, copy, revoke. */
export function Invites({ group }: { group: Pick<Group, 'Conversation' | 'Closed'> }) {
  const id = group.Conversation;
  const load = useCallback(async () => {
    const invites: Invite[] = [];
    for await (const invite of chat.groups.invites(id)) invites.push(invite);
    return invites;
  }, [id]);
  const { state, reload, set } = useLoaded(load);
  const [lasts, setLasts] = useState<keyof typeof LASTS>('7 days');
  const [uses, setUses] = useState<keyof typeof USES>('No limit');
  const [link, setLink] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const MaxUses = USES[uses];
      const { Code } = await chat.groups.invite(id, { ExpiresIn: LASTS[lasts], ...(MaxUses && { MaxUses }) });
      setLink(joinLink(Code));
      set(await load());
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  const revoke = async (invite: Invite) => {
    const question = {
      title: 'Revoke this link?',
      body: 'Nobody can join with it any more. Those who have stay in the group.',
      action: 'Revoke',
      tone: 'danger',
    } as const;
    if (!(await confirmed(question))) return;
    try {
      await chat.groups.revoke(id, invite.Id);
      set(await load());
      notify('The link is revoked.');
    } catch (error) {
      notify(sentence(error), 'error');
    }
  };
  return (
    <div class="pane-sheet">
      {!group.Closed && (
        <section class="form" aria-label="New link">
          <div class="form-pair">
            <Select label="Lasts" value={lasts} options={Object.keys(LASTS)} onChange={setLasts} />
            <Select label="Lets in" value={uses} options={Object.keys(USES)} onChange={setUses} />
          </div>
          <Button tone="primary" busy={busy} onClick={() => void make()}>
            Make a link
          </Button>
          <p class="form-problem" role="alert">
            {problem}
          </p>
          {link && (
            <div class="new-link" role="status">
              <p>Copy the link now: it is not shown again. Everybody who has it can join.</p>
              <LinkField link={link} />
              <Button onClick={() => void copyLink(link)}>
                <Copy size={16} aria-hidden="true" /> Copy
              </Button>
            </div>
          )}
        </section>
      )}
      <section aria-labelledby="open-links">
        <h3 class="settings-heading" id="open-links">
          Open links
        </h3>
        {state.status !== 'ready' ? (
          <Waiting state={state} label="Loading the links" retry={reload} />
        ) : state.value.length === 0 ? (
          <p class="pane-hint">There are none.</p>
        ) : (
          <ul class="devices">
            {state.value.map((invite) => (
              <li key={invite.Id} class="device">
                <span class="device-body">
                  <p>{usesOf(invite)}</p>
                  <p class="field-hint">Until {fullTime(Date.parse(invite.ExpiresAt))}</p>
                </span>
                <Button onClick={() => void revoke(invite)}>
                  <Link2Off size={16} aria-hidden="true" /> Revoke…
                </Button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

const usesOf = ({ Uses, MaxUses }: Invite): string =>
  MaxUses === null ? `${Uses} joined` : `${Uses} of ${MaxUses} joined`;

function Select<Option extends string>(props: {
  label: string;
  value: Option;
  options: readonly string[];
  onChange: (option: Option) => void;
}) {
  const { label, value, options, onChange } = props;
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <select
        class="input"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Option)}
      >
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
