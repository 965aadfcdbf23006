/**
 * How many of a function run at once. Each Lambda environment runs one, with clients of the databases to itself. serverless-offline
 * runs all in one process, where each function's bundle has one MongoDB client of five connections and one DynamoDB client of fifty:
 * hundreds at once, such as those of sockets that all come back, would wait for a connection until they time out, and be
 * answered 503 by a product that is only busy. What is beyond waits before it starts, where no time runs.
 */
import pLimit, { type LimitFunction } from 'p-limit';
import type Lambda from 'serverless-offline/lambda';
import type { LambdaFunction } from 'serverless-offline/lambda';

/** Two to a connection of MongoDB's, so that none of them rests. */
export const AT_ONCE = 10;

/** Call before any function runs. @param LambdaClass of serverless-offline */
export function limitInvocations(LambdaClass: typeof Lambda, atOnce = AT_ONCE): void {
  const limits = new Map<string, LimitFunction>();
  const limitOf = (functionKey: string): LimitFunction => {
    const limit = limits.get(functionKey) ?? pLimit(atOnce);
    limits.set(functionKey, limit);
    return limit;
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
        limitOf(functionKey)(() => {
          const chosen = get.call(this, functionKey);
          if (context !== undefined) chosen.setClientContext(context);
          chosen.setEvent(event);
          return chosen.runHandler();
        }),
    };
  };
}
