import { useEffect, useState } from 'preact/hooks';

interface FormProblemProps {
  problem: string | undefined;
  /** when trying again can succeed, in epoch ms */
  retryAt?: number | undefined;
}

/** An error that concerns no single field, and how long to wait while the server refuses every attempt. */
export const FormProblem = ({ problem, retryAt }: FormProblemProps) => (
  <>
    <p class="form-problem" role="alert">
      {problem}
    </p>
    {retryAt !== undefined && <Countdown key={retryAt} until={retryAt} />}
  </>
);

const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

const secondsUntil = (time: number): number => Math.max(0, Math.ceil((time - Date.now()) / 1_000));

/** Screen readers do not read it at each second: the problem above says how long it takes. */
function Countdown({ until }: { until: number }) {
  const [seconds, setSeconds] = useState(() => secondsUntil(until));
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsUntil(until)), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <p class="field-hint" role="timer">
      {seconds > 0 ? `Wait ${duration(seconds)}.` : 'You can try again now.'}
    </p>
  );
}
