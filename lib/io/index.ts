export { toFloat64, type StoredArray, type StoredData } from './storedArray.js';
export { readNpy, writeNpy } from './npy.js';
export { crc32, readNpz, writeNpz } from './npz.js';
export { readSafetensors, writeSafetensors, type SafetensorsFile } from './safetensors.js';
export { readCsv, writeCsv, type CsvTable } from './csv.js';
