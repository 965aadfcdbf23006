/**
 * Stands between a measured program and the databases, in a process of its own: `node delay-proxy.ts MONGODB DYNAMODB MS`. Holds
 * each answer back, as a database in another rack of the same region does; prints its two addresses.
 */
import { CountingProxy } from '../../test/support/counting-proxies.ts';

const [mongodb = '', dynamodb = '', delay = '0'] = process.argv.slice(2);
const [before, beside] = [new CountingProxy(Number(delay)), new CountingProxy(Number(delay))];
console.log(JSON.stringify([await before.beforeMongodb(mongodb), await beside.beforeDynamodb(dynamodb)]));
// Ends with the process that started it.
process.stdin.on('close', () => process.exit()).resume();
