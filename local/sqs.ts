/** Requests to a queue server on this machine, in SQS's JSON protocol. It asks for no signature. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes: Record<string, string>;
}

/** @param address of the server @throws Error with its own reason */
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
