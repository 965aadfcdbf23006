/**
 * What CloudWatch offers, by namespace: metrics, and the sets of dimensions that they come with. From the services' own pages:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import { METRICS } from '#lib/platform/metrics.ts';

export interface Offer {
  metrics: readonly string[];
  dimensions: string[][];
}

export const EXISTING: Record<string, Offer[]> = {
  'AWS/ApiGateway': [
    // The HTTP API.
    {
      metrics: ['4xx', '5xx', 'Count', 'DataProcessed', 'IntegrationLatency', 'Latency'],
      dimensions: [['ApiId'], ['ApiId', 'Stage']],
    },
    // The WebSocket API.
    {
      metrics: ['ClientError', 'ConnectCount', 'ExecutionError', 'IntegrationError', 'MessageCount'],
      dimensions: [['ApiId'], ['ApiId', 'Stage']],
    },
  ],
  'AWS/Lambda': [
    { metrics: ['ConcurrentExecutions', 'Errors', 'Throttles'], dimensions: [[], ['FunctionName']] },
    { metrics: ['Duration', 'Invocations'], dimensions: [[], ['FunctionName']] },
  ],
  'AWS/DynamoDB': [
    {
      metrics: [
        'ConsumedReadCapacityUnits',
        'ConsumedWriteCapacityUnits',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
      ],
      dimensions: [['TableName']],
    },
  ],
  'AWS/SQS': [
    {
      metrics: [
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfMessagesVisible',
        'NumberOfMessagesSent',
      ],
      dimensions: [['QueueName']],
    },
  ],
  CoreChat: [{ metrics: Object.keys(METRICS), dimensions: [['Stage']] }],
};
