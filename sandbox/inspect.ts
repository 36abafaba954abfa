// May this model be scored? Reads ONNX bytes as data, without running them, and says what the model takes and gives, or why not.
// The reasons are about the model alone, so its owner may see them. Runs inside the sandbox: hostile bytes may cost memory.
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { maxModelBytes } from './largest-model.ts';

/** It takes [persons, inputs] floats; the last of the `columns` of `output` holds the probability. */
export type Model = { accepted: true; inputs: number; input: string; output: string; columns: number; operators: string[] };
export type Inspection = Model | { accepted: false; reason: string };

const maxInputs = 5000;
/** The newest that the runtime (onnxruntime-web 1.30) knows. */
const newest: { ir: number; operators: Record<string, number> } = { ir: 13, operators: { 'ai.onnx': 26, 'ai.onnx.ml': 5 } };

// Pure functions of one person's row, as tabular models use them. Left out on purpose: control flow (Loop, Scan, If), randomness,
// strings, sequences and maps, and whatever makes much from little (Expand, Tile, Range, ConstantOfShape, Pad, Resize, Einsum).
const allowed: Record<string, string[]> = {
  'ai.onnx': `Abs Add And ArgMax ArgMin BatchNormalization Cast Ceil Celu Clip Concat Constant Div Elu Equal Erf Exp Flatten Floor
    Gather Gelu Gemm Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LayerNormalization LeakyRelu Less LessOrEqual
    Log LogSoftmax MatMul Max Mean Min Mish Mul Neg Not Or PRelu Pow Reciprocal ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax
    ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Round Selu Shape Sigmoid Sign Slice Softmax Softplus
    Softsign Split Sqrt Squeeze Sub Sum Swish Tanh ThresholdedRelu Transpose Unsqueeze Where Xor`.split(/\s+/),
  'ai.onnx.ml':
    `ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer OneHotEncoder
    SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor`.split(/\s+/),
};

// What is looked at of onnx.proto's messages: a list that a file leaves out is empty, a whole number may be an object.
export const onnx = protobuf.parse(readFileSync(new URL('onnx.proto', import.meta.url), 'utf8')).root;
type Whole = number | object;
type Lists<K extends string, T = unknown> = Record<K, T[]>;
type Data = 'floatData' | 'int32Data' | 'int64Data' | 'doubleData';
type Tensor = { name: string; dataType: number; dataLocation: number } & Lists<Data | 'rawData' | 'externalData'> &
  Lists<'dims', Whole>;
type Attribute = { name: string; i: Whole; g?: object; sparseTensor?: object; t?: Tensor } & Lists<'graphs' | 'sparseTensors'> &
  Lists<'tensors', Tensor>;
type Node = { opType: string; domain: string; attribute: Attribute[] };
type Value = { name: string; type?: { tensorType?: { elemType: number; shape?: { dim: { dimValue: Whole }[] } } } };
type Graph = { node: Node[]; initializer: Tensor[] } & Lists<'sparseInitializer'> & Lists<'input' | 'output', Value>;
type File = { irVersion: Whole; graph?: Graph } & Lists<'functions' | 'trainingInfo'> &
  Lists<'opsetImport', { domain: string; version: Whole }>;

/** TensorProto.DataType: float, int32, int64, bool, double, each with its bytes and the field for values outside rawData. */
const float = 1;
const types: Record<number, [number, Data]> = {
  1: [4, 'floatData'],
  6: [4, 'int32Data'],
  7: [8, 'int64Data'],
  9: [1, 'int32Data'],
  11: [8, 'doubleData'],
};

class Refused extends Error {}
function demand(holds: unknown, reason: string): asserts holds {
  if (!holds) throw new Refused(reason);
}

/** What the model is, or why it may not be scored. Never throws, whatever the bytes. */
export function inspect(bytes: Uint8Array): Inspection {
  try {
    demand(bytes.length <= maxModelBytes, `the file is larger than ${maxModelBytes / 1024 / 1024} MB`);
    const file = onnx.lookupType('onnx.ModelProto').decode(bytes) as unknown as File;
    demand(file.graph && file.graph.node.length > 0 && Number(file.irVersion) > 0, 'the file is not an ONNX model');
    checkFile(file, file.graph);
    return {
      accepted: true,
      ...inputOf(file.graph),
      ...outputOf(file.graph),
      operators: [...new Set(file.graph.node.map((node) => node.opType))].sort(),
    };
  } catch (error) {
    return { accepted: false, reason: error instanceof Refused ? error.message : 'the file is not an ONNX model' };
  }
}

function checkFile(file: File, graph: Graph): void {
  demand(Number(file.irVersion) <= newest.ir, `its IR version is newer than ${newest.ir}`);
  for (const { domain, version } of file.opsetImport) {
    // A domain that is imported but never used does no harm: the nodes decide.
    const limit = newest.operators[domain || 'ai.onnx'];
    demand(!limit || Number(version) <= limit, `its operator set is newer than ${domain || 'ai.onnx'} ${limit}`);
  }
  demand(file.functions.length === 0, 'it defines functions of its own');
  demand(file.trainingInfo.length === 0, 'it carries training information');
  demand(graph.sparseInitializer.length === 0, 'it has sparse tensors');
  graph.initializer.forEach(checkTensor);
  graph.node.forEach(checkNode);
}

function checkNode({ opType, domain, attribute }: Node): void {
  demand(opType !== 'ZipMap', 'its probabilities are a list of maps: export it without ZipMap (zipmap=False)');
  demand(
    allowed[domain || 'ai.onnx']?.includes(opType),
    `the operator ${named(domain ? `${domain}.${opType}` : opType)} is not allowed`,
  );
  for (const { name, i, g, graphs, sparseTensor, sparseTensors, t, tensors } of attribute) {
    demand(!g && graphs.length === 0, 'it has graphs within graphs');
    demand(!sparseTensor && sparseTensors.length === 0, 'it has sparse tensors');
    demand(name !== 'training_mode' || Number(i) === 0, 'it is in training mode');
    demand(opType !== 'Cast' || name !== 'to' || types[Number(i)], 'it casts to a type that is not allowed');
    for (const tensor of t ? [t, ...tensors] : tensors) checkTensor(tensor);
  }
}

/** Dims must say exactly what is there: a model cannot be small on disk and large in memory. */
function checkTensor(tensor: Tensor): void {
  demand(tensor.dataLocation === 0 && tensor.externalData.length === 0, 'it keeps data outside the file');
  const type = types[tensor.dataType];
  demand(type, 'it has a tensor of a type that is not allowed');
  const declared = tensor.dims.reduce<number>((count, dim) => count * (Number(dim) >= 0 ? Number(dim) : Number.NaN), 1);
  const held = tensor.rawData.length > 0 ? tensor.rawData.length / type[0] : tensor[type[1]].length;
  demand(declared === held, 'it has a tensor whose size is not what it declares');
}

function inputOf({ input, initializer }: Graph): Pick<Model, 'input' | 'inputs'> {
  const constants = new Set(initializer.map((tensor) => tensor.name)); // old files list them among the inputs
  const [only, ...more] = input.filter(({ name }) => !constants.has(name));
  demand(only && more.length === 0, 'it takes other than one input: put all columns into one');
  const dims = floatDims(only);
  demand(dims, `its input ${named(only.name)} is not a tensor of float32`);
  const [persons, inputs] = dims;
  demand(
    dims.length === 2 && persons === 0 && inputs && inputs <= maxInputs,
    `its input must have the shape [any number, 1 to ${maxInputs}]`,
  );
  return { input: only.name, inputs };
}

function outputOf({ output }: Graph): Pick<Model, 'output' | 'columns'> {
  const fitting = output.flatMap((value) => {
    const [persons, columns = 1, ...more] = floatDims(value) ?? [];
    return persons === 0 && (columns === 1 || columns === 2) && more.length === 0 ? [{ output: value.name, columns }] : [];
  });
  const [only, ...more] = fitting;
  demand(only, 'none of its outputs is float32 of shape [any number], [any number, 1] or [any number, 2]');
  demand(more.length === 0, `it has ${fitting.length} outputs that could be the probability`);
  return only;
}

/** The dimensions of a float tensor, 0 where left open. */
function floatDims({ type }: Value): number[] | undefined {
  return type?.tensorType?.elemType === float
    ? type.tensorType.shape?.dim.map(({ dimValue }) => Math.max(0, Number(dimValue)))
    : undefined;
}

const named = (text: string) => JSON.stringify(text.slice(0, 60));
