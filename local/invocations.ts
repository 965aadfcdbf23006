/**
 * Limits concurrent invocations per function. A Lambda environment runs one at a time, with its own database clients. serverless-offline
 * runs all in one process, where each function has one MongoDB client of five connections and one DynamoDB client of fifty. Hundreds
 * of invocations at once, such as after a mass reconnect, would time out while waiting for a connection and answer 503. Further
 * invocations wait here before they start, where no time limit runs.
 */
import type Lambda from 'serverless-offline/lambda';
import type { LambdaFunction } from 'serverless-offline/lambda';

/**
 * The number of a function's connections to MongoDB. More would also lengthen each turn of the event loop, in which libuv accepts only
 * one new connection.
 */
const AT_ONCE = 5;

/**
 * Last in, first out. Clients give up after a while and retry: a first-in-first-out queue longer than their time-out would only serve
 * requests whose clients have gone.
 */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async take<Result>(action: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.#waiting.pop();
      if (next) next();
      else this.#free++;
    }
  }
}

/** Call before any function runs. @param LambdaClass of serverless-offline */
export function limitInvocations(LambdaClass: typeof Lambda, atOnce = AT_ONCE): void {
  const turns = new Map<string, Turns>();
  const turnsOf = (functionKey: string): Turns => {
    const own = turns.get(functionKey) ?? new Turns(atOnce);
    turns.set(functionKey, own);
    return own;
  };
  const { get } = LambdaClass.prototype;
  // Chooses an idle instance only now: earlier, several invocations would get the same one.
  LambdaClass.prototype.get = function (functionKey: string): LambdaFunction {
    let [event, context]: unknown[] = [];
    return {
      setEvent: (given) => {
        event = given;
      },
      setClientContext: (given) => {
        context = given;
      },
      runHandler: () =>
        turnsOf(functionKey).take(() => {
          const chosen = get.call(this, functionKey);
          if (context !== undefined) chosen.setClientContext(context);
          chosen.setEvent(event);
          return chosen.runHandler();
        }),
    };
  };
}
