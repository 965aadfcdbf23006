/** The part that is used; the package brings no types. */
declare module 'serverless-offline/lambda' {
  export interface LambdaFunction {
    setEvent(event: unknown): void;
    setClientContext(context: unknown): void;
    /** with the event that was set last */
    runHandler(): Promise<unknown>;
  }
  export default class Lambda {
    get(functionKey: string): LambdaFunction;
  }
}
