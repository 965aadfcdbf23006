/**
 * Stands between a measured program and the databases, in a separate process: `node delay-proxy.ts MONGODB DYNAMODB MS`. Holds
 * each answer back, as a database in another rack of the same region does; prints its two addresses.
 */
import { TcpFaults } from '../../test/support/faults/tcp-faults.ts';

const [mongodb = '', dynamodb = '', delay = '0'] = process.argv.slice(2);
// Even a timer of no time at all takes a millisecond.
const later = Number(delay) === 0 ? {} : { rates: { delay: 1 }, delayMs: Number(delay) };
const before = await new TcpFaults(mongodb, later).listen();
const beside = await new TcpFaults(dynamodb, later).listen();
console.log(JSON.stringify([`mongodb://${before}/?directConnection=true`, `http://${beside}`]));
// Ends with the process that started it.
process.stdin.on('close', () => process.exit()).resume();
