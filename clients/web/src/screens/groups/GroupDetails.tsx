import { ArrowLeft, DoorOpen, Link2, Lock, Pencil, Settings2, UserPlus, X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ConversationSummary, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { keyHandler } from '../../app/keys.ts';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button, IconButton, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { groupAsPerson } from '../../state/groups.ts';
import { summaryOf } from '../../state/mutes.ts';
import { self } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';
import { useLoaded } from '../settings/use-loaded.ts';
import { AddPeople } from './AddPeople.tsx';
import { closeGroup, leaveGroup } from './actions.ts';
import { GroupLook, type Look } from './GroupLook.tsx';
import { GroupSettings } from './GroupSettings.tsx';
import { HandOver } from './HandOver.tsx';
import { Invites } from './Invites.tsx';
import { MemberRow } from './MemberRow.tsx';
import { useMembers } from './use-members.ts';
import './groups.css';

const TITLES = {
  members: 'About the group',
  look: 'Name and picture',
  add: 'Add people',
  invites: 'Invite links',
  settings: 'Group settings',
};
type View = keyof typeof TITLES;

/** The group beside its conversation: who is in it, and what its owners and admins change. */
export function GroupDetails({ id }: { id: string }) {
  const [view, setView] = useState<View>('members');
  const place = useRef<HTMLElement>(null);
  // What was pressed is gone: the focus goes to the way back.
  useEffect(() => place.current?.querySelector<HTMLElement>('a, button')?.focus(), [view]);
  const summary = summaryOf(id);
  return (
    <section
      class="details"
      aria-label="About the group"
      ref={place}
      onKeyDown={keyHandler((event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || view === 'members') return;
        event.preventDefault();
        event.stopPropagation();
        setView('members');
      })}
    >
      <header class="pane-bar conversation-bar">
        {view === 'members' ? (
          <a class="icon-button" href={href({ name: 'chat', peer: id })} aria-label="Close the details">
            <X size={20} />
          </a>
        ) : (
          <IconButton label="Back to the group" onClick={() => setView('members')}>
            <ArrowLeft size={20} />
          </IconButton>
        )}
        <h2 class="pane-title">{TITLES[view]}</h2>
      </header>
      {summary?.Group ? (
        <Details id={id} row={summary.Group} view={view} onView={setView} />
      ) : chat.inbox.snapshot.status === 'loading' ? (
        <div class="pane-wait">
          <Spinner label="Loading the group" />
        </div>
      ) : (
        <NotInGroup />
      )}
    </section>
  );
}

const NotInGroup = () => <Empty title="You are not in this group">Only its members see what is here.</Empty>;

interface DetailsProps {
  id: string;
  row: NonNullable<ConversationSummary['Group']>;
  view: View;
  onView: (view: View) => void;
}

function Details({ id, row, view, onView }: DetailsProps) {
  const load = useCallback(() => chat.groups.show(id), [id]);
  const { state, reload, set } = useLoaded(load);
  const members = useMembers(id, self());
  const [handing, setHanding] = useState(false);
  // The row brings the changes of others, without the settings that only this screen shows.
  const changes = JSON.stringify(row);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) load().then(set, () => {});
    isFirst.current = false;
  }, [changes]);
  if (state.status === 'failed') {
    return (
      <Empty title="The group could not be loaded" actions={<Button onClick={reload}>Try again</Button>}>
        {sentence(state.error)}
      </Empty>
    );
  }
  if (state.status === 'loading') {
    return (
      <div class="pane-wait">
        <Spinner label="Loading the group" />
      </div>
    );
  }
  const group = state.value;
  const { Role: role } = group;
  // Removed since the row was loaded.
  if (role === null) return <NotInGroup />;
  const isAdmin = role !== 'member' && !group.Closed;
  const back = () => onView('members');
  const leave = async () => {
    if ((await leaveGroup(group)) === 'last-owner') setHanding(true);
  };
  const saveLook = async (look: Look) => {
    set(await chat.groups.update(id, look));
    notify('Saved.');
    back();
  };
  if (view === 'look' && isAdmin) {
    return (
      <div class="pane-sheet">
        <GroupLook id={id} look={group} action="Save" onSubmit={saveLook} />
      </div>
    );
  }
  if (view === 'add') return <AddPeople group={group} members={members.members} onDone={back} />;
  if (view === 'invites') return <Invites group={group} />;
  if (view === 'settings') return <GroupSettings group={group} onChange={set} />;
  const head = (
    <div class="details-head">
      <Avatar person={groupAsPerson(id, group.Name, group.Avatar)} size="large" group />
      <h3 class="peek-name">
        <bdi>{group.Name}</bdi>
      </h3>
      {group.Topic !== '' && (
        <p class="details-topic" dir="auto">
          {group.Topic}
        </p>
      )}
      {group.Closed && <p class="details-topic">This group is closed. It can be read, and not changed.</p>}
      <div class="details-actions">
        {isAdmin && (
          <Act Icon={<Pencil size={18} />} label="Name and picture" onClick={() => onView('look')} />
        )}
        {!group.Closed && (isAdmin || group.Add === 'members') && (
          <Act Icon={<UserPlus size={18} />} label="Add people" onClick={() => onView('add')} />
        )}
        {isAdmin && <Act Icon={<Link2 size={18} />} label="Invite links" onClick={() => onView('invites')} />}
        {isAdmin && (
          <Act Icon={<Settings2 size={18} />} label="Group settings" onClick={() => onView('settings')} />
        )}
        <Act Icon={<DoorOpen size={18} />} label="Leave the group…" danger onClick={() => void leave()} />
        {role === 'owner' && !group.Closed && (
          <Act
            Icon={<Lock size={18} />}
            label="Close the group…"
            danger
            onClick={() => void closeGroup(group)}
          />
        )}
      </div>
      <h3 class="details-heading">{group.Members === 1 ? '1 member' : `${group.Members} members`}</h3>
    </div>
  );
  return (
    <>
      <VirtualList
        label="Members"
        head={head}
        items={members.members}
        keyOf={({ username }) => username}
        onNearEnd={members.more ? members.loadMore : undefined}
        row={(member, tabIndex) => <MemberRow group={group} own={role} member={member} tabIndex={tabIndex} />}
      />
      {members.status !== 'ready' && (
        <div class="pane-wait" role="status">
          {members.status === 'loading' ? <Spinner label="Loading the members" /> : sentence(members.error)}
        </div>
      )}
      {handing && <HandOver group={group} onClose={() => setHanding(false)} />}
    </>
  );
}

interface ActProps {
  Icon: ComponentChildren;
  label: string;
  danger?: boolean;
  onClick: () => void;
}

const Act = ({ Icon, label, danger = false, onClick }: ActProps) => (
  <button type="button" class="act" data-tone={danger ? 'danger' : undefined} onClick={onClick}>
    <span aria-hidden="true">{Icon}</span>
    {label}
  </button>
);
