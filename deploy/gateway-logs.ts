/**
 * API Gateway writes the log of a WebSocket API in a role of the account, set once per region. No stack owns it: the last stack to
 * set it would win, and the first to be removed would take it from the others.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';

/** @throws UserError when the region has no such role, for which CloudFormation would fail halfway through */
export async function requireGatewayLogRole(stage: string, region: string): Promise<void> {
  const client = new APIGatewayClient(clientOptions(region));
  const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
  if (cloudwatchRoleArn) return;
  throw new UserError(
    `API Gateway has no role to write logs in ${region}, which websocketAccessLog of ${stage} needs: docs/operations.md#websocket-access-log has the commands that make it`,
  );
}
