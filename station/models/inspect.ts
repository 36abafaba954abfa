// May this model be scored? Reads ONNX bytes as data, without running them, and says what the model takes and gives, or why not.
// The reasons are about the model alone, so its owner may see them. Runs inside the sandbox: hostile bytes may cost memory.
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** It takes [persons, inputs] floats; the last of the `columns` of `output` holds the probability. */
export type Model = { accepted: true; inputs: number; input: string; output: string; columns: 1 | 2; operators: string[] };
export type Inspection = Model | { accepted: false; reason: string };

export const maxModelBytes = 20_000_000;
const maxInputs = 5000;
/** The newest that the runtime (onnxruntime-web 1.30) knows. */
const newest = { ir: 13, operators: { '': 26, 'ai.onnx.ml': 5 } as Record<string, number> };

// Pure functions of one person's row, as tabular models use them. Left out on purpose: control flow (Loop, Scan, If), randomness,
// strings, sequences and maps, and whatever makes much from little (Expand, Tile, Range, ConstantOfShape, Pad, Resize, Einsum).
const allowed: Record<string, Set<string>> = {
  '': new Set(
    `Abs Add And ArgMax ArgMin BatchNormalization Cast Ceil Celu Clip Concat Constant Div Elu Equal Erf Exp Flatten Floor Gather
    Gelu Gemm Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LayerNormalization LeakyRelu Less LessOrEqual Log
    LogSoftmax MatMul Max Mean Min Mish Mul Neg Not Or PRelu Pow Reciprocal ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean
    ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Round Selu Shape Sigmoid Sign Slice Softmax Softplus Softsign Split
    Sqrt Squeeze Sub Sum Swish Tanh ThresholdedRelu Transpose Unsqueeze Where Xor`.split(/\s+/),
  ),
  'ai.onnx.ml': new Set(
    `ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer OneHotEncoder
    SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor`.split(/\s+/),
  ),
};
/** TensorProto.DataType: bytes of an element, and the field that holds it when raw_data does not. */
const types: Record<number, { bytes: number; field: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' }> = {
  1: { bytes: 4, field: 'floatData' },
  6: { bytes: 4, field: 'int32Data' },
  7: { bytes: 8, field: 'int64Data' },
  9: { bytes: 1, field: 'int32Data' },
  11: { bytes: 8, field: 'doubleData' },
};
const float = 1;
export const onnx = protobuf.parse(readFileSync(new URL('onnx.proto', import.meta.url), 'utf8')).root;

type Whole = number | { toString: () => string };
type Tensor = {
  dims: Whole[];
  dataType: number;
  rawData: Uint8Array;
  dataLocation: number;
  externalData: unknown[];
  segment: unknown;
} & Record<'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'stringData' | 'uint64Data', unknown[]>;
type Attribute = {
  name: string;
  i: Whole;
  t?: Tensor;
  tensors: Tensor[];
  g?: unknown;
  graphs: unknown[];
  sparseTensor?: unknown;
  sparseTensors: unknown[];
  tp?: unknown;
  typeProtos: unknown[];
  refAttrName: string;
};
type Node = { opType: string; domain: string; overload: string; attribute: Attribute[] };
type Dimension = { dimValue?: Whole; value?: string };
type Value = { name: string; type?: { value?: string; tensorType?: { elemType: number; shape?: { dim: Dimension[] } } } };
type Proto = {
  irVersion: Whole;
  opsetImport: { domain: string; version: Whole }[];
  functions: unknown[];
  trainingInfo: unknown[];
  configuration: unknown[];
  graph?: {
    node: Node[];
    initializer: (Tensor & { name: string })[];
    sparseInitializer: unknown[];
    input: Value[];
    output: Value[];
  };
};

class Refused extends Error {}
function demand(holds: unknown, reason: string): asserts holds {
  if (!holds) throw new Refused(reason);
}

/** What the model is, or why it may not be scored. Never throws, whatever the bytes. */
export function inspect(bytes: Uint8Array): Inspection {
  try {
    return { accepted: true, ...read(bytes) };
  } catch (error) {
    return { accepted: false, reason: error instanceof Refused ? error.message : 'the file is not an ONNX model' };
  }
}

function read(bytes: Uint8Array) {
  demand(bytes.length <= maxModelBytes, `the file is larger than ${maxModelBytes / 1e6} MB`);
  const model = onnx.lookupType('onnx.ModelProto').decode(bytes) as unknown as Proto;
  const { graph } = model;
  demand(graph && graph.node.length > 0 && Number(model.irVersion) > 0, 'the file is not an ONNX model');
  demand(Number(model.irVersion) <= newest.ir, `its IR version is newer than ${newest.ir}`);
  for (const { domain, version } of model.opsetImport) {
    const limit = newest.operators[plain(domain)];
    // A domain that is imported but never used does no harm: the nodes decide.
    demand(
      limit === undefined || Number(version) <= limit,
      `its operator set is newer than ${plain(domain) || 'ai.onnx'} ${limit}`,
    );
  }
  demand(model.functions.length === 0, 'it defines functions of its own');
  demand(model.trainingInfo.length === 0, 'it carries training information');
  demand(model.configuration.length === 0, 'it is split over devices');
  demand(graph.sparseInitializer.length === 0, 'it has sparse tensors');
  const maps = graph.node.some((node) => node.opType === 'ZipMap');
  demand(!maps, 'its probabilities are a list of maps: export it without ZipMap (zipmap=False)');
  graph.initializer.forEach(checkTensor);
  graph.node.forEach(checkNode);

  const constants = new Set(graph.initializer.map((tensor) => tensor.name));
  const inputs = graph.input.filter((input) => !constants.has(input.name));
  demand(inputs.length === 1, `it takes ${inputs.length} inputs: put all columns into one`);
  const [input] = inputs as [Value];
  const shape = shapeOf(input);
  demand(shape?.type === float, `its input ${named(input.name)} is not a tensor of float32`);
  const columns = shape.dims[1];
  demand(shape.dims.length === 2 && shape.dims[0] === null && columns, 'its input must have the shape [any number, columns]');
  demand(columns <= maxInputs, `it takes more than ${maxInputs} columns`);

  const outputs = graph.output.flatMap((output) => {
    const { type, dims } = shapeOf(output) ?? { type: 0, dims: [] };
    const fits =
      type === float && dims[0] === null && (dims.length === 1 || (dims.length === 2 && (dims[1] === 1 || dims[1] === 2)));
    return fits ? [{ name: output.name, columns: dims[1] === 2 ? (2 as const) : (1 as const) }] : [];
  });
  demand(outputs.length > 0, 'none of its outputs is float32 of shape [any number], [any number, 1] or [any number, 2]');
  demand(outputs.length === 1, `it has ${outputs.length} outputs that could be the probability`);
  const [output] = outputs as [(typeof outputs)[number]];
  const operators = [...new Set(graph.node.map((node) => node.opType))].sort();
  return { inputs: columns, input: input.name, output: output.name, columns: output.columns, operators };
}

function checkNode(node: Node): void {
  const domain = plain(node.domain);
  demand(
    allowed[domain]?.has(node.opType) && !node.overload,
    `the operator ${named(domain ? `${domain}.${node.opType}` : node.opType)} is not allowed`,
  );
  for (const attribute of node.attribute) {
    demand(!attribute.g && attribute.graphs.length === 0, 'it has graphs within graphs');
    demand(!attribute.sparseTensor && attribute.sparseTensors.length === 0, 'it has sparse tensors');
    demand(!attribute.tp && attribute.typeProtos.length === 0 && !attribute.refAttrName, 'it has attributes for functions');
    demand(attribute.name !== 'training_mode' || Number(attribute.i) === 0, 'it is in training mode');
    demand(
      node.opType !== 'Cast' || attribute.name !== 'to' || types[Number(attribute.i)],
      'it casts to a type that is not allowed',
    );
    if (attribute.t) checkTensor(attribute.t);
    attribute.tensors.forEach(checkTensor);
  }
}

/** Dims must say exactly what is there: a model cannot be small on disk and large in memory. */
function checkTensor(tensor: Tensor): void {
  demand(tensor.dataLocation === 0 && tensor.externalData.length === 0 && !tensor.segment, 'it keeps data outside the file');
  const type = types[tensor.dataType];
  demand(type, 'it has a tensor of a type that is not allowed');
  const count = tensor.dims.reduce<number>((product, dim) => product * (Number(dim) >= 0 ? Number(dim) : Number.NaN), 1);
  const held = tensor.rawData.length > 0 ? tensor.rawData.length / type.bytes : tensor[type.field].length;
  demand(
    count === held && tensor.stringData.length === 0 && tensor.uint64Data.length === 0,
    'it has a tensor whose size is not what it declares',
  );
}

/** Element type and dimensions (null: left open) of a tensor value; undefined where it is something else. */
function shapeOf({ type }: Value): { type: number; dims: (number | null)[] } | undefined {
  const dims = type?.tensorType?.shape?.dim.map((dim) =>
    dim.value === 'dimValue' && Number(dim.dimValue) > 0 ? Number(dim.dimValue) : null,
  );
  return type?.tensorType && dims ? { type: type.tensorType.elemType, dims } : undefined;
}

const plain = (domain: string) => (domain === 'ai.onnx' ? '' : domain);
const named = (text: string) => JSON.stringify(text.slice(0, 60));
