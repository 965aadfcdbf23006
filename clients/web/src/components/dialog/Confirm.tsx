import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { Button } from '../button/Button.tsx';
import { Dialog } from './Dialog.tsx';

interface Question {
  title: string;
  body: string;
  /** label of the confirming button */
  action: string;
  tone?: 'primary' | 'danger';
}

const asked = signal<(Question & { answer: (yes: boolean) => void }) | undefined>(undefined);

/** Asks before an action that cannot be undone. @returns whether it was confirmed */
export function confirmed(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer(yes) {
        asked.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Rendered once in the app; shows the question of `confirmed` to the user who is logged in. */
export function ConfirmHost() {
  const question = asked.value;
  useLayoutEffect(() => () => asked.peek()?.answer(false), []);
  if (!question) return null;
  const { title, body, action, tone = 'primary', answer } = question;
  return (
    <Dialog title={title} onClose={() => answer(false)}>
      <p class="dialog-body">{body}</p>
      <div class="dialog-actions">
        <Button onClick={() => answer(false)}>Cancel</Button>
        <Button tone={tone} onClick={() => answer(true)}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
