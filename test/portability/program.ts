/**
 * Prints what this engine computes as one JSON object: `node program.js ['{"numbers": NAME, "webAssembly": false}']`.
 * Runs in Node.js, Deno and Bun. Without WebAssembly the engine is to do as if it had none.
 */
import type { Request } from './engines/engine.js';

const request = JSON.parse(process.argv[2] ?? '{}') as Request;
// before anything of the library is loaded
if (request.webAssembly === false) Reflect.deleteProperty(globalThis, 'WebAssembly');
const { report } = await import('./report.js');
process.stdout.write(JSON.stringify(await report(request.numbers)) + '\n');
