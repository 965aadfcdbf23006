import { ArrowLeft } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import { type CreatedGroup, type NewGroup, randomId } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { Button, IconButton } from '../../components/button/Button.tsx';
import { BrowseLink } from './BrowseLink.tsx';
import { GroupLook, type Look } from './GroupLook.tsx';
import { NotAdded } from './NotAdded.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import './groups.css';

const BLANK: Look = { Name: '', Topic: '', Avatar: null };

/** Makes a group: whom, then how it is called; at the end those who could not be added. */
export function NewGroupPane() {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [isNaming, setNaming] = useState(false);
  const [made, setMade] = useState<CreatedGroup>();
  /** of the last attempt: the same form again makes no second group */
  const attempt = useRef({ form: '', ClientId: '' });

  const create = async ({ Avatar, ...look }: Look) => {
    // A picture is taken for a group that is there.
    const isPicture = Avatar !== null && 'picture' in Avatar;
    const group: NewGroup = { ...look, Avatar: isPicture ? null : Avatar, Members: [...picked] };
    const form = JSON.stringify(group);
    if (attempt.current.form !== form) attempt.current = { form, ClientId: randomId() };
    const created = await chat.groups.create({ ...group, ClientId: attempt.current.ClientId });
    if (isPicture) await chat.groups.update(created.Conversation, { Avatar });
    await chat.inbox.load().catch(() => {});
    if (created.NotAdded.length > 0) setMade(created);
    else go({ name: 'chat', peer: created.Conversation });
  };
  if (made) {
    return (
      <>
        <header class="pane-bar">
          <a class="icon-button" href={href({ name: 'inbox' })} aria-label="Back to conversations">
            <ArrowLeft size={20} />
          </a>
          <h1 class="pane-title">{made.Name}</h1>
        </header>
        <div class="pane-sheet">
          <NotAdded id={made.Conversation} name={made.Name} usernames={made.NotAdded} />
          <a class="button button-plain" href={href({ name: 'chat', peer: made.Conversation })}>
            Open the group
          </a>
        </div>
      </>
    );
  }
  return (
    <>
      <header class="pane-bar">
        {isNaming ? (
          <IconButton label="Back to the people" onClick={() => setNaming(false)}>
            <ArrowLeft size={20} />
          </IconButton>
        ) : (
          <a class="icon-button" href={href({ name: 'people' })} aria-label="Back" title="Back">
            <ArrowLeft size={20} />
          </a>
        )}
        <h1 class="pane-title">New group</h1>
      </header>
      {isNaming ? (
        <div class="pane-sheet">
          <p class="pane-hint">{countLabel(picked.length)}</p>
          <GroupLook id="~new" look={BLANK} action="Make the group" onSubmit={create} />
        </div>
      ) : (
        <>
          <PeoplePicker picked={picked} onChange={setPicked} />
          {picked.length === 0 && <BrowseLink />}
          <div class="pane-foot">
            <Button tone="primary" onClick={() => setNaming(true)}>
              {picked.length === 0 ? 'Go on without people' : `Go on with ${picked.length}`}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

const countLabel = (count: number): string =>
  count === 0 ? 'You are alone in it at first.' : `You and ${count === 1 ? 'one other' : `${count} others`}.`;
