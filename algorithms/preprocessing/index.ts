export {
  fitQuantileTransform, inverseQuantileTransform, quantileTransform, type QuantileTransform,
} from './quantileTransform.js'; // prettier-ignore
export {
  fitMinMaxScaler, inverseMinMaxScale, minMaxScale, type MinMaxScaler,
} from './minMaxScaler.js'; // prettier-ignore
export { splitByGroup, type Split } from './split.js';
