/** The process of serverless offline, which can be replaced by one with newer functions on the same ports. */
import type { Child } from './child.ts';

export class GatewayProcess {
  readonly #launch: (bundles: string) => Child;
  readonly #ended = Promise.withResolvers<string>();
  #child: Child | undefined;

  /** @param launch starts serverless offline with the bundles of a folder */
  constructor(launch: (bundles: string) => Child) {
    this.#launch = launch;
  }

  /** Resolves with the reason when the process ends unexpectedly. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** @param bundles folder of the functions' bundles */
  start(bundles: string): void {
    const child = this.#launch(bundles);
    this.#child = child;
    void child.ended.then((how) => {
      if (this.#child === child) this.#ended.resolve(`serverless offline ended ${how}`);
    });
  }

  async stop(graceMs: number): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.stop(graceMs);
  }
}
