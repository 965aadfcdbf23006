import { now } from '../../../state/clock.ts';
import { dayLabel, fullTime } from '../../../state/times.ts';

export function DayDivider({ at }: { at: number }) {
  return (
    <div class="day">
      <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
        {dayLabel(at, now.value)}
      </time>
    </div>
  );
}
