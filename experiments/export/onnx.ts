import type { DType } from '../../lib/tensor/index.js';
import { bytesOf } from '../runs/digest.js';
import { message, type Field } from './protobuf.js';

/*
 * The messages of ONNX that a model of ours needs. Field numbers and types are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

/** Version of the format, and of the operators; of 2022, and read by every runtime since. */
const IR_VERSION = 8;
export const OPSET = 17;

const ELEMENT_TYPE: Readonly<Record<DType, number>> = { float32: 1, float64: 11 };
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** integers, or lists of them */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  /** a text stands for any extent */
  readonly shape: readonly (number | string)[];
  readonly description: string;
}

export interface OnnxGraph {
  readonly name: string;
  /** in an order in which they can be computed */
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly input: OnnxValue;
  readonly output: OnnxValue;
}

export interface OnnxProvenance {
  readonly producer: string;
  readonly version: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of a `.onnx` file (a ModelProto). */
export function encodeOnnx(graph: OnnxGraph, provenance: OnnxProvenance): Uint8Array {
  return message(
    [1, IR_VERSION],
    [2, provenance.producer],
    [3, provenance.version],
    [6, provenance.description],
    [7, encodeGraph(graph)],
    [8, message([2, OPSET])],
    ...Object.entries(provenance.metadata).map(([key, value]): Field => [
      14,
      message([1, key], [2, value]),
    ]),
  );
}

function encodeGraph({ name, nodes, constants, input, output }: OnnxGraph): Uint8Array {
  return message(
    ...nodes.map((node): Field => [1, encodeNode(node)]),
    [2, name],
    ...constants.map((constant): Field => [5, encodeConstant(constant)]),
    [11, encodeValue(input)],
    [12, encodeValue(output)],
  );
}

function encodeNode({ operator, inputs, output, attributes = {} }: OnnxNode): Uint8Array {
  return message(
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [3, output],
    [4, operator],
    ...Object.entries(attributes).map(([name, value]): Field => {
      const integers =
        typeof value === 'number' ? [[3, value] as const] : value.map((i): Field => [8, i]);
      const type = typeof value === 'number' ? ATTRIBUTE_INT : ATTRIBUTE_INTS;
      return [5, message([1, name], ...integers, [20, type])];
    }),
  );
}

/** A TensorProto, its numbers as little-endian bytes. */
function encodeConstant({ name, shape, data }: OnnxConstant): Uint8Array {
  const dtype = data instanceof Float64Array ? 'float64' : 'float32';
  return message(
    ...shape.map((extent): Field => [1, extent]),
    [2, ELEMENT_TYPE[dtype]],
    [8, name],
    [9, bytesOf(data)],
  );
}

function encodeValue({ name, dtype, shape, description }: OnnxValue): Uint8Array {
  const extents = shape.map((extent): Field => {
    return [1, typeof extent === 'number' ? message([1, extent]) : message([2, extent])];
  });
  const tensor = message([1, ELEMENT_TYPE[dtype]], [2, message(...extents)]);
  return message([1, name], [2, message([1, tensor])], [3, description]);
}

/** The value of `Cast`'s attribute `to`. */
export function elementType(dtype: DType): number {
  return ELEMENT_TYPE[dtype];
}
