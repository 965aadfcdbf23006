/** Replaces @aws-sdk/endpoint-cache, which the DynamoDB client creates but does not use while endpoint discovery is off. */
const refuse = (): never => {
  throw new Error('Bundled functions have no endpoint discovery (AWS_ENABLE_ENDPOINT_DISCOVERY)');
};

export class EndpointCache {
  getEndpoint = refuse;
  get = refuse;
  set = refuse;
  delete = refuse;
  has = refuse;
  clear = refuse;
}
