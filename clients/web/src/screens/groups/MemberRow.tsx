import { MessageCircle, Shield, ShieldCheck, UserMinus, UserRound } from 'lucide-preact';
import { type Group, type GroupRole, isSameUser, type Member } from '#sdk';
import { go, href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Menu, type MenuItem } from '../../components/menu/Menu.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { changeRole, removeMember } from './actions.ts';

const ROLES: Record<GroupRole, string> = { owner: 'Owner', admin: 'Admin', member: '' };

interface MemberRowProps {
  group: Pick<Group, 'Conversation' | 'Name' | 'Closed'>;
  /** the user's role */
  own: GroupRole;
  member: Member;
  tabIndex: 0 | -1;
}

export function MemberRow({ group, own, member: { username, role }, tabIndex }: MemberRowProps) {
  const person = personOf(username).value;
  const isSelf = isSameUser(username, self());
  const items = isSelf ? [] : actionsOn(group, own, username, role);
  return (
    <div class="list-row member-row">
      <a class="member-who" href={href({ name: 'chat', peer: username })} tabIndex={tabIndex}>
        <Avatar person={person} size="small" presence />
        <span class="list-row-body">
          <span class="list-row-name">
            <Name person={person} />
            {isSelf && <span class="member-you"> you</span>}
          </span>
          <span class="list-row-note">
            <Username of={username} />
          </span>
        </span>
        {role !== 'member' && <span class="role">{ROLES[role]}</span>}
      </a>
      {items.length > 0 && <Menu label={`More about ${nameOf(person)}`} items={items} tabIndex={tabIndex} />}
    </div>
  );
}

/** Owners do everything; admins remove those who have no role. */
function actionsOn(
  group: MemberRowProps['group'],
  own: GroupRole,
  username: string,
  role: GroupRole,
): MenuItem[] {
  const to = (next: GroupRole) => () => void changeRole(group, username, next);
  const write = {
    label: 'Write a message',
    Icon: MessageCircle,
    onSelect: () => go({ name: 'chat', peer: username }),
  };
  if (group.Closed || own === 'member') return [write];
  const roles: MenuItem[] = [
    { label: 'Make an owner…', Icon: ShieldCheck, onSelect: to('owner') },
    { label: 'Make an admin', Icon: Shield, onSelect: to('admin') },
    { label: 'Make an ordinary member', Icon: UserRound, onSelect: to('member') },
  ];
  const order: GroupRole[] = ['owner', 'admin', 'member'];
  const mayRemove = own === 'owner' || role === 'member';
  return [
    write,
    ...(own === 'owner' ? roles.filter((_, index) => order[index] !== role) : []),
    ...(mayRemove
      ? ([
          {
            label: 'Remove from the group…',
            Icon: UserMinus,
            tone: 'danger',
            onSelect: () => void removeMember(group, username),
          },
        ] satisfies MenuItem[])
      : []),
  ];
}
