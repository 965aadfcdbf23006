/** Databases that can be interrupted at one request of a test's choice, on the wire. */
import { type Fault, TcpFaults } from './tcp-faults.ts';

/** A call of a driver, with its retry. */
const ATTEMPTS = 2;

class Interrupted extends TcpFaults {
  /**
   * The next request of which this is true meets the fault, and so does each of the driver's further attempts.
   * @param isMeant gets what goes over the wire
   */
  interrupt(isMeant: (request: string) => boolean, fault: Fault = 'cut', attempts = ATTEMPTS): void {
    let left = attempts;
    this.decide = (request) =>
      left > 0 && isMeant(request.toString('latin1')) && left-- > 0 ? fault : 'pass';
  }
}

/** To be called before anything of lib is loaded, which reads the addresses once. */
export async function beforeDatabases(): Promise<{ mongodb: Interrupted; dynamodb: Interrupted }> {
  const mongodb = new Interrupted(process.env.MONGODB_URI ?? '');
  const dynamodb = new Interrupted(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  process.env.MONGODB_URI = `mongodb://${await mongodb.listen()}/?directConnection=true`;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://${await dynamodb.listen()}`;
  return { mongodb, dynamodb };
}

/** One kind of request to DynamoDB. @param naming what stands in it */
export const asks =
  (command: string, naming = '') =>
  (request: string): boolean =>
    request.includes(`DynamoDB_20120810.${command}`) && request.includes(naming);
