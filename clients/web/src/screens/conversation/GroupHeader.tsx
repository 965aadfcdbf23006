import type { GroupSummary } from '#sdk';
import { rest } from '../../app/rest-loader.ts';
import { go, href, route } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name } from '../../components/name/Name.tsx';
import { groupAsPerson } from '../../state/groups.ts';
import { BackToInbox } from './BackToInbox.tsx';

/** Leads to the details of the group, and back. @param id of the conversation */
export function GroupHeader({ id, group }: { id: string; group: GroupSummary }) {
  const { name, topic, avatar, members, closed } = group;
  const shown = groupAsPerson(id, name, avatar);
  const ConversationMenu = rest.value?.ConversationMenu;
  const isOpen = route.value.name === 'group';
  const status = [closed ? 'Closed' : members === 1 ? '1 member' : `${members} members`, topic];
  return (
    <header class="pane-bar conversation-bar">
      <BackToInbox />
      <a
        class="conversation-who"
        href={href(isOpen ? { name: 'chat', peer: id } : { name: 'group', id })}
        aria-expanded={isOpen}
      >
        <Avatar person={shown} size="small" group />
        <span class="conversation-title">
          <h1 class="conversation-name">
            <Name person={shown} />
          </h1>
          <span class="conversation-status">{status.filter(Boolean).join(' · ')}</span>
        </span>
      </a>
      {ConversationMenu && (
        <ConversationMenu peer={shown} kind="group" onProfile={() => go({ name: 'group', id })} />
      )}
    </header>
  );
}
