import { isConversationId } from '#sdk';
import { href } from '../../app/router.ts';
import { Empty } from '../../components/empty/Empty.tsx';
import { ListedGroup } from '../groups/JoinScreen.tsx';
import { BackToInbox } from './BackToInbox.tsx';

/** In place of a conversation that the user is not in. @param to username or conversation id @param left the user was in it */
export const NoConversation = ({ to, left }: { to: string; left: boolean }) =>
  left ? <Outside /> : isConversationId(to) ? <ListedGroup id={to} /> : <Nobody peer={to} />;

const Bar = () => (
  <header class="pane-bar conversation-bar">
    <BackToInbox />
  </header>
);

/** After leaving, or being removed, while the conversation is open. */
const Outside = () => (
  <>
    <Bar />
    <Empty title="You are no longer in this group" alone>
      Its messages are gone from your devices.
    </Empty>
  </>
);

const Nobody = ({ peer }: { peer: string }) => (
  <>
    <Bar />
    <Empty
      title="Nobody has this name"
      alone
      actions={
        <a class="button button-primary" href={href({ name: 'people' })}>
          Find people
        </a>
      }
    >
      There is no “{peer}” on CoreChat. Check the spelling, or look through all people.
    </Empty>
  </>
);
