export { encodeElements, toFloat64, type StoredArray, type StoredData } from './storedArray.js';
export { readNpy, writeNpy } from './npy.js';
export { readNpz, writeNpz } from './npz.js';
export { crc32 } from './crc32.js';
export {
  readSafetensors, safetensorsHeader, writeSafetensors, type SafetensorsFile,
} from './safetensors.js'; // prettier-ignore
export { readCsv, writeCsv, type CsvOptions, type CsvTable } from './csv.js';
export type { Separator } from './csvFields.js';
