import { closeSync, openSync } from 'node:fs';
import { readRange } from './byteRange.js';
import { BLOCK_ENTRIES, indexed, isList, splitIndex, type ColumnFile } from './columnFile.js';
import { optionalPackage } from './optionalPackage.js';

/** What is used of jsroot. */
interface Io {
  openFile(proxy: object): Promise<RootFile>;
  readonly FileProxy: new () => object;
}

interface RootFile {
  readonly fKeys: readonly { readonly fName: string; readonly fClassName: string }[];
  readObject(name: string): Promise<Tree>;
}

interface Tree {
  readonly _typename?: string;
  readonly fEntries?: number;
  readonly fBranches?: { readonly arr: readonly Branch[] };
  /** of an RNTuple, once its header is read */
  readonly builder?: {
    readonly fieldDescriptors: readonly {
      readonly fieldName: string;
      readonly parentFieldId: number;
    }[];
    readonly clusterSummaries: readonly { readonly numEntries: number }[];
  };
}

interface Branch {
  readonly fName: string;
  readonly fLeaves: {
    readonly arr: readonly { readonly fLen: number; readonly fLeafCount?: unknown }[];
  };
}

interface Selector {
  readonly tgtobj: Record<string, unknown>;
  addBranch(name: string): void;
  Process: (entry: number) => void;
}

interface Trees {
  readonly TSelector: new () => Selector;
  treeProcess(tree: Tree, selector: Selector, range: Range): Promise<unknown>;
}

interface Tuples {
  readHeaderFooter(tuple: Tree): Promise<boolean>;
  rntupleProcess(tuple: Tree, selector: Selector, range: Range): Promise<unknown>;
}

interface Range {
  readonly firstentry: number;
  readonly numentries: number;
}

/**
 * The branches of a TTree, or the fields of an RNTuple, in a ROOT file; `part` names one of several. A branch that
 * is an array of fixed length has columns `name[k]`, one of variable length several numbers an entry.
 */
export async function openRootColumns(
  path: string,
  size: number,
  part?: string,
): Promise<ColumnFile> {
  const io = await optionalPackage<Io>(path, 'jsroot/io', 'jsroot');
  const trees = await optionalPackage<Trees>(path, 'jsroot/tree', 'jsroot');
  const tuples = await optionalPackage<Tuples>(path, 'jsroot/rntuple', 'jsroot');
  const descriptor = openSync(path, 'r');
  try {
    const file = await io.openFile(boundedProxy(io, descriptor, path, size));
    const key = chooseTree(file, part);
    const tree = await file.readObject(key.fName);
    const isTuple = key.fClassName !== 'TTree' && key.fClassName !== 'TNtuple';
    if (isTuple && !(await tuples.readHeaderFooter(tree))) {
      throw new Error(`expected a readable RNTuple ${key.fName}, got a damaged one`);
    }
    const entries = isTuple
      ? (tree.builder?.clusterSummaries ?? []).reduce((n, { numEntries }) => n + numEntries, 0)
      : Number(tree.fEntries);
    return {
      columns: isTuple ? fieldsOf(tree) : branchesOf(tree),
      named: true,
      async *read(names) {
        for (let first = 0; first < entries; first += BLOCK_ENTRIES) {
          const range = { firstentry: first, numentries: Math.min(BLOCK_ENTRIES, entries - first) };
          const [selector, block] = collector(trees, names, range);
          await (isTuple
            ? tuples.rntupleProcess(tree, selector, range)
            : trees.treeProcess(tree, selector, range));
          const short = block.find((column) => column.length !== range.numentries);
          if (short !== undefined) {
            throw new Error(
              `expected ${range.numentries} entries from entry ${first} of ${key.fName}, got ${short.length}`,
            );
          }
          yield block;
        }
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The file for jsroot: no range that the file does not have is asked of the memory or the disk. */
function boundedProxy(io: Io, descriptor: number, path: string, size: number): object {
  return Object.assign(new io.FileProxy(), {
    openFile: () => Promise.resolve(true),
    getFileName: () => path,
    getFileSize: () => size,
    readBuffer: (at: number, length: number) =>
      Promise.resolve(new DataView(readRange(descriptor, size, at, length).buffer)),
  });
}

function chooseTree(file: RootFile, part: string | undefined): RootFile['fKeys'][number] {
  // of the cycles of one tree the first key is the latest
  const found = file.fKeys.filter(
    ({ fName, fClassName }, k) =>
      /^(?:TTree|TNtuple|ROOT::(?:Experimental::)?RNTuple)$/.test(fClassName) &&
      file.fKeys.findIndex((key) => key.fName === fName) === k,
  );
  const names = found.map(({ fName }) => fName).join(', ') || 'none';
  const chosen = part === undefined ? found : found.filter(({ fName }) => fName === part);
  if (chosen.length === 1) return chosen[0];
  if (part !== undefined) throw new Error(`expected a TTree or RNTuple ${part}, got ${names}`);
  throw new Error(
    `expected one TTree or RNTuple, got ${names}` +
      (found.length > 1 ? '; append a colon and the name of one to the file' : ''),
  );
}

function branchesOf({ fBranches }: Tree): string[] {
  return (fBranches?.arr ?? []).flatMap(({ fName, fLeaves }) => {
    const [leaf] = fLeaves.arr;
    const fixed = leaf !== undefined && leaf.fLen > 1 && !leaf.fLeafCount;
    return fixed ? indexed(fName, leaf.fLen) : [fName];
  });
}

/** Fields without a parent, whose own number is their parent's. */
function fieldsOf({ builder }: Tree): string[] {
  return (builder?.fieldDescriptors ?? [])
    .filter(({ parentFieldId }, id) => parentFieldId === id)
    .map(({ fieldName }) => fieldName);
}

/** A selector that collects the columns `names`, and what it will have collected. */
function collector(
  { TSelector }: Trees,
  names: readonly string[],
  { firstentry }: Range,
): [Selector, unknown[][]] {
  const selector = new TSelector();
  const places = names.map(splitIndex);
  for (const branch of new Set(places.map(([name]) => name))) selector.addBranch(branch);
  const block: unknown[][] = names.map(() => []);
  selector.Process = (entry) => {
    places.forEach(([name, index], k) => {
      const value = selector.tgtobj[name];
      const taken = index === null ? value : (value as ArrayLike<unknown>)[index];
      block[k][entry - firstentry] = isList(taken) ? Array.from(taken) : taken;
    });
  };
  return [selector, block];
}
