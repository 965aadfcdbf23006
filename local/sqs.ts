/** Requests to the local queue server, in SQS's JSON protocol, without signatures. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes: Record<string, string>;
}

/** @param address of the server @throws Error with the server's message */
export async function askSqs<Answer>(
  address: string,
  action: string,
  input: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(input),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Answer;
}
