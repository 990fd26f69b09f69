import { Option } from 'commander';
import { writeSafetensors } from '../../lib/io/index.js';
import { encodeOnnx, OPSET } from '../export/onnx.js';
import { inputOf, modelParts, onnxGraph, type ModelPart } from '../export/onnxModel.js';
import { stateDict } from '../export/stateDict.js';
import { writeAtomically } from '../runs/atomicFile.js';
import { digestOfTensors } from '../runs/digest.js';
import { versions } from '../runs/manifest.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { openModel, type TrainedModel } from '../runs/trainedModel.js';
import { checkpointOption } from '../terminal/optionParsers.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';

interface Options {
  readonly onnx?: string;
  readonly part: ModelPart;
  readonly safetensors?: string;
  readonly model: CheckpointName;
}

export const registerExport: Register = (program, finish) => {
  const command = program
    .command('export')
    .description('A model for other programs: an ONNX graph, or weights for PyTorch.')
    .argument('<run>', 'the run folder')
    .option('--onnx <file>', 'write a graph: x → E(x), or the --part')
    .addOption(
      new Option('--part <name>', 'what of the model the graph holds')
        .choices(modelParts)
        .default('energy'),
    )
    .option('--safetensors <file>', 'write the weights by the names of a PyTorch state_dict')
    .addOption(checkpointOption())
    .addHelpText(
      'after',
      `
Examples:
  wnae export runs/mine --onnx energy.onnx
  wnae export runs/mine --onnx encoder.onnx --part encoder --model last
  wnae export runs/mine --safetensors weights.safetensors
  wnae score runs/mine jets.npy --weights weights.safetensors`,
    );
  act(command, finish, ({ onnx, part, safetensors, model }: Options, run: string) => {
    if (onnx === undefined && safetensors === undefined) {
      throw new Error('export: expected --onnx or --safetensors with the name of a file');
    }
    if (onnx !== undefined) checkOutput(onnx, ['.onnx'], [run]);
    if (safetensors !== undefined) checkOutput(safetensors, ['.safetensors'], [run]);
    const trained = openModel(run, model);
    const metadata = metadataOf(trained);
    const lines = [`${run}, epoch ${trained.epoch}`];
    if (safetensors !== undefined) {
      const file = writeSafetensors(stateDict(trained.model), { format: 'pt', ...metadata });
      writeAtomically(safetensors, file);
      lines.push(`weights  ${safetensors}, ${trained.config.dtype}`);
    }
    if (onnx !== undefined) {
      const graph = onnxGraph(trained, part);
      const { wnae: version } = versions();
      const description = `The ${part} of ${run}, epoch ${trained.epoch}, model ${trained.config.model}`;
      const provenance = { producer: 'wnae', version, description, metadata };
      writeAtomically(onnx, encodeOnnx(graph, provenance));
      const { input, output } = graph;
      lines.push(
        `graph    ${onnx}, opset ${OPSET}: ${input.name} → ${output.name}, ${input.dtype}`,
        `takes    ${input.description}`,
      );
    }
    const json = {
      run,
      epoch: trained.epoch,
      onnx: onnx ?? null,
      safetensors: safetensors ?? null,
    };
    return { json: { ...json, part, ...metadata }, text: lines.join('\n') };
  });
};

/** What the files say of their origin. */
function metadataOf(trained: TrainedModel): Record<string, string> {
  const { config, epoch, model, transform, features } = trained;
  return {
    producer: `wnae ${versions().wnae}`,
    model: config.model,
    epoch: String(epoch),
    features: features.join(','),
    preprocessing: transform.state.name,
    takes: inputOf(trained).description,
    sha256: digestOfTensors(model),
  };
}
