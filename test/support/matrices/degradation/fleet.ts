/** An environment for each row, behind proxies that can take a dependency away from all of them. */
import { inject, vi } from 'vitest';
import type { DegradationRow } from '../../../../generate/degradation/rows.ts';
import { type LambdaEnvironment, startEnvironment } from './environment.ts';
import { Proxies } from './outages.ts';
import { rows } from './rows.ts';
import { type Cast, type Outcome, type Prepared, prepare } from './trials.ts';

/** By the keys of rows. */
export type Outcomes = Record<string, Outcome>;

/** Two cores, which another test file shares. */
const FEW = 4;

async function inTurns<Item>(
  items: Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export class Fleet {
  readonly proxies: Proxies;
  readonly #environments: Map<DegradationRow, LambdaEnvironment>;
  readonly #casts = new Map<DegradationRow, Cast>();

  private constructor(proxies: Proxies, environments: Map<DegradationRow, LambdaEnvironment>) {
    this.proxies = proxies;
    this.#environments = environments;
  }

  /**
   * Nothing has been asked of any of them: each is before its cold start.
   * @param members all rows unless fewer are named
   * @param given variables that differ from the defaults
   */
  static async start(members = rows, given: Record<string, string> = {}): Promise<Fleet> {
    const {
      MONGODB_URI = '',
      AWS_ENDPOINT_URL_DYNAMODB = '',
      AWS_ENDPOINT_URL_S3 = '',
    } = inject('stackEnvironment');
    const { proxies, variables } = await Proxies.start({
      mongodb: MONGODB_URI,
      dynamodb: AWS_ENDPOINT_URL_DYNAMODB,
      push: process.env.WEBSOCKET_MANAGEMENT_URL ?? '',
      queue: process.env.QUEUE_URL ?? '',
      files: AWS_ENDPOINT_URL_S3,
    });
    // The driver watches servers in another way where functions run.
    const names = { ...variables, ...given, AWS_LAMBDA_FUNCTION_NAME: 'corechat-test' };
    const before = Object.keys(names).map((name) => [name, process.env[name]] as const);
    for (const [name, value] of Object.entries(names)) vi.stubEnv(name, value);
    const environments = new Map<DegradationRow, LambdaEnvironment>();
    for (const row of members) environments.set(row, await startEnvironment(row.name));
    for (const [name, value] of before) vi.stubEnv(name, value);
    return new Fleet(proxies, environments);
  }

  /**
   * A request of each row.
   * @param begin happens between preparing and asking
   * @param atOnce how many are asked at once; all, when they wait rather than work
   */
  async ask(
    options: { rows?: DegradationRow[]; begin?: (proxies: Proxies) => void; atOnce?: number } = {},
  ): Promise<Outcomes> {
    const { rows: asked = [...this.#environments.keys()], begin, atOnce = FEW } = options;
    const prepared = new Map<DegradationRow, Prepared>();
    await inTurns(asked, FEW, async (row) => {
      const trial = await prepare(row, this.#casts.get(row));
      this.#casts.set(row, trial.cast);
      prepared.set(row, trial);
    });
    begin?.(this.proxies);
    const outcomes: Outcomes = {};
    await inTurns([...prepared], atOnce, async ([row, trial]) => {
      outcomes[row.key] = await trial.ask(this.#environments.get(row) as LambdaEnvironment);
    });
    return outcomes;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#environments.values()].map((environment) => environment.close()));
    await this.proxies.close();
  }
}
