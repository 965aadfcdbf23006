import { Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { trouble } from '../../state/connection.ts';

/** In place of a conversation that is not here. Without a connection it does not come soon. */
export const PaneWait = () =>
  trouble.value ? (
    <Empty title="Not kept on this device">The conversation is loaded when the connection is back.</Empty>
  ) : (
    <Spinner label="Loading the conversation" />
  );
