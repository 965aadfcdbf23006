/** Functions as they are deployed, bundled, in execution environments that take one request at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundleOptions } from '../../build/esbuild.ts';
import { bundleFunctions } from '../../build/functions.ts';
import type { ApiResponse } from '../../lib/http/types.ts';

const SCRIPT = new URL('environment.ts', import.meta.url);

export interface FunctionOptions {
  name: string;
  /** the bundle */
  file: string;
  env: Record<string, string>;
  /** environments at most; requests wait for one to be free */
  concurrency: number;
}

class LambdaFunction {
  readonly #options: FunctionOptions;
  readonly #all: Worker[] = [];
  readonly #free: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #isStopped = false;

  constructor(options: FunctionOptions) {
    this.#options = options;
  }

  /** @param event as API Gateway sends it @throws what ended the environment */
  async invoke(event: unknown): Promise<ApiResponse> {
    const worker = await this.#take();
    const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(event);
    const answer = await promise;
    worker.removeListener('error', reject);
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#free.push(worker);
    return answer;
  }

  /** The one that was used last is the first to be used again, as on Lambda. */
  #take(): Promise<Worker> | Worker {
    if (this.#isStopped) throw new Error(`${this.#options.name} is stopped`);
    const free = this.#free.pop();
    if (free) return free;
    const { file, name, env, concurrency } = this.#options;
    if (this.#all.length >= concurrency) return new Promise((resolve) => this.#waiting.push(resolve));
    const worker = new Worker(SCRIPT, { env, workerData: { file, name } });
    this.#all.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}

/** @param concurrency of each function, by its name: "messages/send" */
export async function startFunctions(concurrency: Record<string, number>, env: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-functions-'));
  const bundles = await bundleFunctions(Object.keys(concurrency), folder, bundleOptions());
  const functions = new Map(
    bundles.map(({ name, file }) => {
      return [name, new LambdaFunction({ name, file, env, concurrency: concurrency[name] ?? 1 })];
    }),
  );
  return {
    invoke: (name: string, event: unknown): Promise<ApiResponse> => {
      const found = functions.get(name);
      if (!found) throw new Error(`There is no function ${name} here`);
      return found.invoke(event);
    },
    stop: async () => {
      await Promise.all([...functions.values()].map((each) => each.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
