/**
 * How many of a function run at once. Each Lambda environment runs one, with clients of the databases to itself. serverless-offline
 * runs all in one process, where each function's bundle has one MongoDB client of five connections and one DynamoDB client of fifty:
 * hundreds at once, such as those of sockets that all come back, would wait for a connection until they time out, and be
 * answered 503 by a product that is only busy. What is beyond waits before it starts, where no time runs.
 */
import type Lambda from 'serverless-offline/lambda';
import type { LambdaFunction } from 'serverless-offline/lambda';

/**
 * As many as a function has connections to MongoDB. More would also make each turn of the event loop longer, in which libuv takes no
 * more than one new connection of those that wait at the door.
 */
const AT_ONCE = 5;

/**
 * The last to come is the first to go. Clients give up after a while and ask again: in the order of their coming, a queue that is
 * longer than their patience would serve nobody but those who have gone, for ever.
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
  // An idle function is chosen when its turn has come: chosen earlier, several would be given the same one.
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
