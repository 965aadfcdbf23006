import { sentence } from '#sdk';
import { Button } from '../../../components/button/Button.tsx';

export const NewerFailed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <div class="newer-failed">
    <p role="alert">Newer messages could not be loaded. {sentence(error)}</p>
    <Button onClick={onRetry}>Try again</Button>
  </div>
);
