import { readNpy, writeNpy } from './npy.js';
import { quote, type StoredArray } from './storedArray.js';
import { readZip, writeZip } from './zip.js';

/**
 * Reads a NumPy `.npz` file: a zip archive of `.npy` entries, stored or deflated (entries of other
 * names are skipped). Checksums are verified. Zip64, encryption, more than U = 64 times the file's size + 128 MiB
 * unpacked, and all damage are Errors that say what and where. Allocates at most 3 U.
 */
export function readNpz(bytes: Uint8Array): Record<string, StoredArray> {
  const arrays = Object.create(null) as Record<string, StoredArray>;
  for (const { name, content } of readZip(bytes, isArray)) {
    try {
      arrays[name.slice(0, -4)] = readNpy(content);
    } catch (error) {
      throw new Error(`npz: entry ${quote(name)}: ${(error as Error).message}`, { cause: error });
    }
  }
  return arrays;
}

const isArray = (name: string): boolean => name.endsWith('.npy');

/**
 * Writes named arrays as a `.npz` file in the order given. Stored (`compress: false`), the same arrays are
 * the same bytes everywhere; deflated they depend on the zlib at hand.
 */
export function writeNpz(
  arrays: Readonly<Record<string, StoredArray>>,
  { compress = true }: { readonly compress?: boolean } = {},
): Uint8Array {
  const entries = Object.entries(arrays).map(([name, array]) => ({
    name: `${name}.npy`,
    content: writeNpy(array),
  }));
  return writeZip(entries, compress);
}
