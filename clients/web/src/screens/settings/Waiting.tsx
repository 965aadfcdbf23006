import { sentence } from '#sdk';
import { Button, Spinner } from '../../components/button/Button.tsx';
import type { Loaded } from './use-loaded.ts';

/** While something is on its way, and when it did not come. */
export const Waiting = ({
  state,
  label,
  retry,
}: {
  state: Loaded<unknown>;
  label: string;
  retry: () => void;
}) =>
  state.status === 'failed' ? (
    <div class="form" role="alert">
      <p class="form-problem">{sentence(state.error)}</p>
      <div class="form-actions">
        <Button onClick={retry}>Try again</Button>
      </div>
    </div>
  ) : (
    <div class="pane-wait">
      <Spinner label={label} />
    </div>
  );
