/** Like Promise.all, but waits for all promises before it throws. @throws the first failure */
export async function waitForAll<Result>(work: Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** As waitForAll, for two results of different types. */
export async function waitForBoth<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
