import { basename, dirname, normalize } from 'node:path';
import type { FileSystem, OpenFile } from '../../experiments/runs/fileSystem.js';

/** What happens at one of the calls that change the disk. */
export interface Fault {
  /** which call, counted from 1 */
  readonly at: number;
  /**
   * - `error`: it fails (EIO), a write after half of its bytes;
   * - `error after`: it fails though it was done;
   * - `full`: it and all later calls that need room fail (ENOSPC), writes after half of their bytes;
   * - `kill`: the process is gone before it;
   * - `kill halfway`: a write is done by half, anything else in full, and the process is gone.
   */
  readonly kind: 'error' | 'error after' | 'full' | 'kill' | 'kill halfway';
}

/**
 * What a power cut leaves of what was not synced.
 * - `nothing`: all of it is lost;
 * - `names`: files keep their names and lose their content, as on a file system that writes its journal
 *   first;
 * - `content`: content is kept and names are lost;
 * - a function that draws from [0, 1): each name and each part of a content is kept, lost or torn by chance.
 */
export type Remainder = 'nothing' | 'names' | 'content' | (() => number);

/** The process of the run is gone: nothing it still does reaches the disk. */
export class Killed extends Error {
  readonly code = 'KILLED';
}

interface Inode {
  content: Uint8Array;
  synced: Uint8Array;
}

/** A change of a folder's names that is not synced. */
interface Change {
  readonly folder: string;
  readonly name: string;
  /** null: the name is gone */
  readonly inode: Inode | null;
}

/**
 * A disk with a volatile cache, in memory: what a file holds lasts once the file was synced, what a
 * folder names once the folder was. The calls that change it are counted, and one of them may fail.
 */
export class SimulatedDisk implements FileSystem {
  /** calls that changed the disk so far, since the last `restart` */
  calls = 0;
  /** what each of them was */
  log: string[] = [];
  fault: Fault | null = null;
  private killed = false;
  private files = new Map<string, Inode>();
  private lasting = new Map<string, Inode>();
  private folders: Set<string>;
  private lastingFolders: Set<string>;
  private changes: (Change | { readonly newFolder: string })[] = [];

  constructor(root: string) {
    this.folders = new Set([normalize(root)]);
    this.lastingFolders = new Set(this.folders);
  }

  /** From now on nothing reaches the disk. */
  kill(): void {
    this.killed = true;
  }

  get isKilled(): boolean {
    return this.killed;
  }

  /** The power goes. */
  cutPower(keep: Remainder): void {
    const chance = typeof keep === 'function' ? keep : null;
    const keepsName = chance === null ? () => keep === 'names' : () => chance() < 0.5;
    for (const change of this.changes) {
      if (!keepsName()) continue;
      if ('newFolder' in change) this.lastingFolders.add(change.newFolder);
      // a folder that was lost takes along what it holds
      else if (this.lastingFolders.has(change.folder)) {
        const path = `${change.folder}/${change.name}`;
        if (change.inode === null) this.lasting.delete(path);
        else this.lasting.set(path, change.inode);
      }
    }
    for (const inode of new Set(this.lasting.values())) {
      if (chance !== null) inode.synced = torn(inode, chance);
      else if (keep === 'content') inode.synced = inode.content;
    }
    this.killed = true;
    this.files = new Map(this.lasting);
    this.folders = new Set(this.lastingFolders);
    this.changes = [];
    for (const inode of this.files.values()) inode.content = inode.synced;
  }

  /** The machine, or another process on it, goes on with what the disk holds. */
  restart(): void {
    this.killed = false;
    this.fault = null;
    this.calls = 0;
    this.log = [];
  }

  /** Changes bytes of a file for good, as an ageing disk does. */
  damage(path: string, change: (content: Uint8Array) => Uint8Array): void {
    const inode = this.inodeAt(path);
    inode.content = inode.synced = change(inode.content.slice());
  }

  exists(path: string): boolean {
    return this.files.has(normalize(path)) || this.folders.has(normalize(path));
  }

  read(path: string): Uint8Array {
    return this.inodeAt(path).content.slice();
  }

  list(folder: string): string[] {
    if (!this.folders.has(normalize(folder))) throw errno('ENOENT', folder);
    return [...this.files.keys(), ...this.folders]
      .filter((path) => dirname(path) === normalize(folder) && path !== normalize(folder))
      .map((path) => basename(path))
      .sort();
  }

  open(path: string, how: 'write' | 'append' | 'create'): OpenFile {
    const at = normalize(path);
    this.call(`open ${how} ${path}`, true, () => {
      if (!this.folders.has(dirname(at))) throw errno('ENOENT', path);
      const there = this.files.get(at);
      if (how === 'create' && there !== undefined) throw errno('EEXIST', path);
      if (there === undefined) this.change(at, { content: empty, synced: empty });
      else if (how === 'write') there.content = empty;
    });
    const inode = this.inodeAt(path);
    return {
      write: (bytes) => {
        // short writes are allowed, and callers must go on
        const whole = bytes.subarray(0, 40_000);
        const put = (part: Uint8Array): void => {
          inode.content = Buffer.concat([inode.content, part]);
        };
        const half = (): void => put(whole.subarray(0, whole.length >> 1));
        this.call(`write ${path}`, true, () => put(whole), half);
        return whole.length;
      },
      sync: () =>
        this.call(`sync ${path}`, false, () => {
          inode.synced = inode.content;
        }),
      close: () => undefined,
    };
  }

  rename(from: string, to: string): void {
    this.call(`rename ${from} ${to}`, false, () => {
      const inode = this.inodeAt(from);
      this.change(normalize(from), null);
      this.change(normalize(to), inode);
    });
  }

  remove(path: string): void {
    this.call(`remove ${path}`, false, () => {
      if (this.files.has(normalize(path))) this.change(normalize(path), null);
    });
  }

  makeFolder(path: string): void {
    this.call(`make folder ${path}`, true, () => {
      if (this.exists(path)) throw errno('EEXIST', path);
      this.folders.add(normalize(path));
      this.changes.push({ newFolder: normalize(path) });
    });
  }

  syncFolder(path: string): void {
    const folder = normalize(path);
    this.call(`sync folder ${path}`, false, () => {
      const inFolder = (change: (typeof this.changes)[number]): boolean =>
        'newFolder' in change ? dirname(change.newFolder) === folder : change.folder === folder;
      for (const change of this.changes.filter(inFolder)) {
        if ('newFolder' in change) this.lastingFolders.add(change.newFolder);
        else if (change.inode === null) this.lasting.delete(`${folder}/${change.name}`);
        else this.lasting.set(`${folder}/${change.name}`, change.inode);
      }
      this.changes = this.changes.filter((change) => !inFolder(change));
    });
  }

  /** Every file with its content. */
  get content(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.files].map(([path, { content }]) => [path, content]));
  }

  private change(path: string, inode: Inode | null): void {
    if (inode === null) this.files.delete(path);
    else this.files.set(path, inode);
    this.changes.push({ folder: dirname(path), name: basename(path), inode });
  }

  private inodeAt(path: string): Inode {
    const inode = this.files.get(normalize(path));
    if (inode === undefined) throw errno('ENOENT', path);
    return inode;
  }

  private call(what: string, needsRoom: boolean, effect: () => void, half = effect): void {
    if (this.killed) throw new Killed(what);
    this.calls += 1;
    this.log.push(what);
    const { at = Infinity, kind = null } = this.fault ?? {};
    if (kind === 'full' && this.calls >= at && needsRoom) {
      if (half !== effect) half();
      throw errno('ENOSPC', what);
    }
    if (this.calls !== at || kind === 'full') {
      effect();
      return;
    }
    if (kind === 'error after') effect();
    else if (kind === 'kill halfway' || (kind === 'error' && half !== effect)) half();
    if (kind === 'error' || kind === 'error after') throw errno('EIO', what);
    this.killed = true;
    throw new Killed(what);
  }
}

const empty = new Uint8Array(0);

/** A content of which a part at random was synced, or zeros instead. */
function torn({ content, synced }: Inode, chance: () => number): Uint8Array {
  const draw = chance();
  if (draw < 0.25) return synced;
  if (draw < 0.5) return content;
  const length = Math.floor(chance() * (content.length + 1));
  const out = content.slice(0, Math.max(length, Math.min(synced.length, content.length)));
  // an append keeps what was synced; the rest may be zeros
  if (chance() < 0.5) out.fill(0, Math.min(synced.length, out.length));
  return out;
}

function errno(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
