export { initMlp, mlp, type LinearLayer, type Mlp } from './mlp.js';
