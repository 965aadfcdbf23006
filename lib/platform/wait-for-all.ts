/** As Promise.all, but one that fails keeps nobody from waiting for the others. @throws the first failure */
export async function waitForAll<Result>(work: Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
