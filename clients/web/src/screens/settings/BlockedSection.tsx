import { useState } from 'preact/hooks';
import { type Block, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { setBlocked } from '../../state/blocks.ts';
import { fullNameOf } from '../../state/names.ts';
import { personOf } from '../../state/people.ts';
import { mediumDate } from '../../state/times.ts';
import { notify } from '../../state/toasts.ts';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

async function load(): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of chat.blocks.list()) blocks.push(block);
  return blocks.sort((a, b) => b.BlockedAt.localeCompare(a.BlockedAt));
}

/** The people that the user has blocked, the latest first. */
export function BlockedSection() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready')
    return <Waiting state={state} label="Loading the people you blocked" retry={reload} />;
  const blocks = state.value;
  return (
    <div class="form">
      <p>No messages pass between you and these people, and neither sees when the other is online.</p>
      {blocks.length === 0 && <p class="field-hint">You have blocked no one.</p>}
      <ul class="devices" aria-label="Blocked people">
        {blocks.map((block) => (
          <BlockedPerson
            key={block.Username}
            block={block}
            onUnblocked={() => set(blocks.filter(({ Username }) => Username !== block.Username))}
          />
        ))}
      </ul>
    </div>
  );
}

function BlockedPerson({ block, onUnblocked }: { block: Block; onUnblocked: () => void }) {
  const [busy, setBusy] = useState(false);
  const person = personOf(block.Username).value;
  const unblock = async () => {
    setBusy(true);
    try {
      await setBlocked(block.Username, false);
      notify(`${fullNameOf(person)} is no longer blocked.`);
      onUnblocked();
    } catch (error) {
      setBusy(false);
      notify(sentence(error), 'error');
    }
  };
  return (
    <li class="device">
      <a class="person-link" href={href({ name: 'chat', peer: block.Username })}>
        <Avatar person={person} />
        <span class="device-body">
          <span class="device-name">
            <Name person={person} />
          </span>
          <span class="field-hint">
            <Username of={block.Username} />, blocked {mediumDate(Date.parse(block.BlockedAt))}
          </span>
        </span>
      </a>
      <Button busy={busy} onClick={() => void unblock()} aria-label={`Unblock ${fullNameOf(person)}`}>
        Unblock
      </Button>
    </li>
  );
}
