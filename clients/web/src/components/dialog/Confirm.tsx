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
  /** label of another button, for what destroys more */
  other?: string;
}

type Answer = 'action' | 'other' | undefined;

const asked = signal<(Question & { answer: (answer: Answer) => void }) | undefined>(undefined);

/** Asks before an action. @returns the chosen button; undefined when it was cancelled */
export function chosen(question: Question): Promise<Answer> {
  asked.value?.answer(undefined);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer(answer) {
        asked.value = undefined;
        resolve(answer);
      },
    };
  });
}

/** Asks before an action that cannot be undone. @returns whether it was confirmed */
export const confirmed = async (question: Question): Promise<boolean> =>
  (await chosen(question)) === 'action';

/** Rendered once in the app; shows the question of `chosen` to the user who is logged in. */
export function ConfirmHost() {
  const question = asked.value;
  useLayoutEffect(() => () => asked.peek()?.answer(undefined), []);
  if (!question) return null;
  const { title, body, action, tone = 'primary', other, answer } = question;
  return (
    <Dialog title={title} onClose={() => answer(undefined)}>
      <p class="dialog-body">{body}</p>
      <div class="dialog-actions">
        <Button onClick={() => answer(undefined)}>Cancel</Button>
        {other !== undefined && (
          <Button tone="danger" onClick={() => answer('other')}>
            {other}
          </Button>
        )}
        <Button tone={tone} onClick={() => answer('action')}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
