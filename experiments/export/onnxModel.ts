import type { Mlp } from '../../lib/nn/index.js';
import type { TrainedModel } from '../runs/trainedModel.js';
import {
  elementType, type OnnxConstant, type OnnxGraph, type OnnxNode, type OnnxValue,
} from './onnx.js'; // prettier-ignore

/** f: jets → codes; g: codes → jets; E: jets → reconstruction errors. */
export const modelParts = ['encoder', 'decoder', 'energy'] as const;
export type ModelPart = (typeof modelParts)[number];

/**
 * A part of an autoencoder as an ONNX graph, in the precision of its training. Where the run scales its
 * jets to an interval (min-max), encoder and energy take unscaled ones as float64 and do so first, with
 * the same two roundings. The quantile transform is not in the graph: ONNX has no Φ⁻¹; the graph takes
 * jets that have passed it. Reconstructions stay as the network gives them.
 */
export function onnxGraph(trained: TrainedModel, part: ModelPart): OnnxGraph {
  const { model, config, features } = trained;
  const { dtype, network } = config;
  const graph = new GraphBuilder();
  const value = (name: string, columns: number, description: string): OnnxValue => {
    return { name, dtype, shape: ['batch', columns], description };
  };
  const code = value('code', network.code, 'f(x)');
  if (part === 'decoder') {
    graph.mlp('decoder', model.decoder, code.name, 'reconstruction');
    const output = value('reconstruction', features.length, 'g(z), in the units of the network');
    return { name: part, ...graph, input: code, output };
  }
  const input = inputOf(trained);
  const x = scaled(graph, trained, input.name);
  graph.mlp('encoder', model.encoder, x, 'code');
  if (part === 'encoder') return { name: part, ...graph, input, output: code };
  graph.mlp('decoder', model.decoder, 'code', 'reconstruction');
  graph.apply('Sub', [x, 'reconstruction'], 'difference');
  graph.apply('Mul', ['difference', 'difference'], 'square');
  graph.apply('ReduceMean', ['square'], 'energy', { axes: [1], keepdims: 0 });
  const description = 'E(x), the mean of the squared differences: the anomaly score';
  return {
    name: part,
    ...graph,
    input,
    output: { name: 'energy', dtype, shape: ['batch'], description },
  };
}

/** What a graph of this run takes for a jet, in words. */
export function inputOf({ config, transform, features }: TrainedModel): OnnxValue {
  const { name } = transform.state;
  const columns = features.join(', ');
  const shape = ['batch', features.length];
  if (name === 'minmax') {
    return { name: 'jets', dtype: 'float64', shape, description: `${columns}, as in the data` };
  }
  const { dtype } = config;
  return name === 'none'
    ? { name: 'jets', dtype, shape, description: `${columns}, as in the data` }
    : {
        name: 'preprocessed',
        dtype,
        shape,
        description: `${columns}, after the run's ${name} transform`,
      };
}

/** Adds the preprocessing that ONNX can express; the name of what the network takes. */
function scaled(graph: GraphBuilder, { config, transform }: TrainedModel, jets: string): string {
  const { name, arrays } = transform.state;
  if (name !== 'minmax') return jets;
  const numbers = (key: string): string => {
    const { shape, data } = arrays[key];
    return graph.constant(key, shape, data as Float64Array);
  };
  graph.apply('Mul', [jets, numbers('scale')], 'multiplied');
  const y = graph.apply('Add', ['multiplied', numbers('shift')], 'scaled');
  if (config.dtype === 'float64') return y;
  return graph.apply('Cast', [y], 'rounded', { to: elementType(config.dtype) });
}

class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];

  apply(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: OnnxNode['attributes'] = {},
  ): string {
    this.nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  constant(name: string, shape: readonly number[], data: OnnxConstant['data']): string {
    this.constants.push({ name, shape, data });
    return name;
  }

  /** Affine layers with ReLU between them; constants as in `stateDict`. */
  mlp(prefix: string, layers: Mlp, input: string, output: string): void {
    layers.reduce((h, { weight, bias }, layer) => {
      const [name, last] = [`${prefix}.${2 * layer}`, layer === layers.length - 1];
      const w = this.constant(`${name}.weight`, weight.shape, weight.data);
      const b = this.constant(`${name}.bias`, bias.shape, bias.data);
      const affine = this.apply('Gemm', [h, w, b], last ? output : name, { transB: 1 });
      return last ? affine : this.apply('Relu', [affine], `${prefix}.${2 * layer + 1}`);
    }, input);
  }
}
