import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { Message } from '#sdk';
import { Lazy } from '../../../app/Lazy.tsx';

const reported = signal<Message | undefined>(undefined);

export function report(message: Message): void {
  reported.value = message;
}

/** Rendered once in the app; shows the form for the message that `report` was called with. */
export function ReportHost() {
  const message = reported.value;
  const onClose = () => {
    reported.value = undefined;
  };
  useLayoutEffect(() => onClose, []);
  return (
    message && (
      <Lazy
        key={message.Id}
        screen={({ ReportDialog }) => ReportDialog}
        label="Opening the form"
        props={{ message, onClose }}
      />
    )
  );
}
