/** The used part; the package has no types. */
declare module 'serverless-offline/lambda' {
  export interface LambdaFunction {
    setEvent(event: unknown): void;
    setClientContext(context: unknown): void;
    /** runs with the last set event */
    runHandler(): Promise<unknown>;
  }
  export default class Lambda {
    get(functionKey: string): LambdaFunction;
  }
}
