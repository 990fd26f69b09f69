export {
  fitQuantileTransform, inverseQuantileTransform, quantileTransform, quantileTransformState,
  restoreQuantileTransform, type QuantileTransform, type QuantileTransformOptions,
  type QuantileTransformState,
} from './quantileTransform.js'; // prettier-ignore
export {
  fitMinMaxScaler, inverseMinMaxScale, minMaxScale, minMaxScalerState, restoreMinMaxScaler,
  type MinMaxScaler, type MinMaxScalerState,
} from './minMaxScaler.js'; // prettier-ignore
export { splitByGroup, type Split } from './split.js';
