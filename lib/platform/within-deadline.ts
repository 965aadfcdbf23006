/**
 * Never fails. Runs until it is done or the deadline; what is left then is aborted, because Lambda would freeze it.
 * @param onFailure is given the reason when it was not done
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
  // Aborting makes an error with a stack, which would cost each push 50 µs for nothing.
  controller.abort();
  onFailure(new Error(`Not done within ${milliseconds} ms`));
}
