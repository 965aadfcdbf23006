import { CircleAlert, Clock } from 'lucide-preact';
import './tick.css';

interface UnsentMarkProps {
  state: 'queued' | 'sending' | 'failed';
  suffix?: string;
}

/** In the place of a tick: the server has not acknowledged the message. */
export const UnsentMark = ({ state, suffix = '' }: UnsentMarkProps) => (
  <span class="tick">
    <span class="tick-shape">{state === 'failed' ? <CircleAlert size={15} /> : <Clock size={13} />}</span>
    <span class="hidden-text">
      {state === 'failed' ? 'Not sent' : 'Sending'}
      {suffix}
    </span>
  </span>
);
