/**
 * Runs work up to a deadline, then aborts it, because Lambda would freeze it. Never fails.
 * @param onFailure receives the error or the time-out
 */
export async function withinDeadline(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const controller = new AbortController();
  const { promise: deadline, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  const attempt = work(controller.signal).catch((error) => {
    if (!controller.signal.aborted) onFailure(error);
  });
  const isDone = await Promise.race([attempt.then(() => true), deadline]);
  clearTimeout(timer);
  if (isDone) return;
  // Aborts only unfinished work: the abort's error with its stack costs 50 µs.
  controller.abort();
  onFailure(new Error(`Not done within ${milliseconds} ms`));
}
