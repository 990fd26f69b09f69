import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * A CommonJS package, with all that it requires, as the text of one ES module: browsers load no other. The
 * packages that the engine stands on require others by literal names and nothing of Node.
 */
export function commonJsModule(name: string): string {
  const bodies = new Map<string, string>();
  const entry = collect(createRequire(import.meta.url).resolve(name), bodies);
  const table = [...bodies].map(([path, body]) => `${JSON.stringify(path)}: ${body}`);
  return [
    `const bodies = {${table.join(',\n')}};`,
    'const loaded = {};',
    'function load(path) {',
    '  if (loaded[path] === undefined) {',
    '    const module = (loaded[path] = { exports: {} });',
    '    bodies[path](module, module.exports);',
    '  }',
    '  return loaded[path].exports;',
    '}',
    `export default load(${JSON.stringify(entry)});`,
  ].join('\n');
}

/** Adds a file and what it requires, each as a function that runs it. */
function collect(file: string, bodies: Map<string, string>): string {
  if (bodies.has(file)) return file;
  bodies.set(file, '');
  const require = createRequire(file);
  const source = readFileSync(file, 'utf8').replace(
    /\brequire\((["'])([^"']+)\1\)/g,
    (_, _quote: string, wanted: string) =>
      `load(${JSON.stringify(collect(require.resolve(wanted), bodies))})`,
  );
  bodies.set(file, `function (module, exports) {\n${source}\n}`);
  return file;
}
