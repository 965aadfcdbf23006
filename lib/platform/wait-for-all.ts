/** Like Promise.all, but waits for all promises before it throws. @throws the first failure */
export async function waitForAll<Result>(work: Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
