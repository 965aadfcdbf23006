/** Whether a figure that is looked at now and then grows. */

export interface Sample {
  /** since the beginning */
  minutes: number;
  value: number;
}

export interface Trend {
  /** of the fitted line */
  perMinute: number;
  /** of the samples fitted */
  median: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Theil–Sen: the median of the slopes between all pairs. Unlike least squares it follows no single outlier, such as a buffer that
 * was just then being written.
 * @param samples two at least
 */
export function trendOf(samples: readonly Sample[]): Trend {
  const slopes = samples.flatMap((one, index) =>
    samples
      .slice(index + 1)
      .filter(({ minutes }) => minutes !== one.minutes)
      .map((other) => (other.value - one.value) / (other.minutes - one.minutes)),
  );
  return { perMinute: median(slopes), median: median(samples.map(({ value }) => value)) };
}
