import { sentence } from '#sdk';
import { Button, Spinner } from '../../../components/button/Button.tsx';

/** Always the same height, so that loading neither moves nor hides a message. As in conversation.css. */
export const HEAD_PX = 112;

interface TimelineHeadProps {
  hasOlder: boolean;
  loading: boolean;
  failed: unknown;
  onRetry: () => void;
  /** what begins here */
  begins: string;
}

/** Shown above the oldest message that is loaded. */
export function TimelineHead({ hasOlder, loading, failed, onRetry, begins }: TimelineHeadProps) {
  return (
    <div class="timeline-head">
      {failed !== undefined ? (
        <>
          <p role="alert">Older messages could not be loaded. {sentence(failed)}</p>
          <Button onClick={onRetry}>Try again</Button>
        </>
      ) : hasOlder || loading ? (
        <Spinner label="Loading older messages" />
      ) : (
        <p>{begins} here.</p>
      )}
    </div>
  );
}
