import { useLayoutEffect } from 'preact/hooks';
import { Lazy } from '../../../app/Lazy.tsx';
import { reported } from './report.ts';

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
