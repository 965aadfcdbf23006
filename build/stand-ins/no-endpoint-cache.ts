/** For @aws-sdk/endpoint-cache: the DynamoDB client makes one and never asks it, as long as endpoint discovery is off. */
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
