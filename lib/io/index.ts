export { toFloat64, type StoredArray, type StoredData } from './storedArray.js';
export { readNpy, writeNpy } from './npy.js';
export { readNpz, writeNpz } from './npz.js';
export { crc32 } from './crc32.js';
export { readSafetensors, writeSafetensors, type SafetensorsFile } from './safetensors.js';
export { readCsv, writeCsv, type CsvOptions, type CsvTable } from './csv.js';
export type { Separator } from './csvFields.js';
