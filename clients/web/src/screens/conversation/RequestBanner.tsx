import { sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import type { Person } from '../../state/people.ts';
import { notify } from '../../state/toasts.ts';
import { block } from './block.ts';

/** Above the composer: what the user can do with the first messages of a stranger. Writing accepts them as well. */
export function RequestBanner({ peer, ignored }: { peer: Person; ignored: boolean }) {
  const run = (work: () => Promise<unknown>) => () =>
    void work().catch((error: unknown) => notify(sentence(error), 'error'));
  const accept = run(async () => {
    await chat.conversations.answer(peer.username, 'accept');
    notify('Accepted. You now see when each other is online.');
    // The banner disappears, and the focus must not.
    document.querySelector<HTMLElement>('.composer-input')?.focus();
  });
  const ignore = run(async () => {
    await chat.conversations.answer(peer.username, 'ignore');
    notify('Ignored. They are not notified.');
    go({ name: 'inbox' });
  });
  return (
    <section class="request" aria-label="Request">
      <p>
        {ignored
          ? 'You ignore this request. Writing to this person accepts it.'
          : 'This person wants to write to you. Until you accept or answer, they do not see when you are online, or that you have read this.'}
      </p>
      <div class="request-answers">
        <Button tone="primary" onClick={accept}>
          Accept
        </Button>
        {!ignored && <Button onClick={ignore}>Ignore</Button>}
        <Button tone="danger" onClick={run(() => block(peer))}>
          Block…
        </Button>
      </div>
    </section>
  );
}
