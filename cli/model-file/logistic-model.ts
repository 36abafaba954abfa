// Writes a logistic regression as an ONNX file that any station scores: probability = 1 / (1 + exp(-(intercept + x·coefficients))).
import { onnx } from '@sluss/sandbox/inspect.ts';

export type LogisticModel = {
  intercept: number /** One per input column, on the columns' own scale. */;
  coefficients: number[];
  title: string;
};

// TensorProto.DataType and AttributeProto.AttributeType of onnx.proto.
const [float, double, int] = [1, 11, 2];

/** The same numbers give the same bytes. Inside it reckons in doubles: in floats a coefficient times a large value (a birth year,
 * a cost) would lose what a probability needs. */
export function logisticModel({ intercept, coefficients, title }: LogisticModel): Uint8Array {
  const tensor = (name: string, dims: number[], values: number[]) => {
    const rawData = Buffer.alloc(values.length * 8);
    for (const [i, value] of values.entries()) rawData.writeDoubleLE(value, i * 8);
    return { name, dims, dataType: double, rawData };
  };
  const value = (name: string, columns: number) => ({
    name,
    type: { tensorType: { elemType: float, shape: { dim: [{ dimParam: 'persons' }, { dimValue: columns }] } } },
  });
  const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });
  const cast = (input: string, output: string, to: number) => ({
    ...node('Cast', [input], output),
    attribute: [{ name: 'to', type: int, i: to }],
  });
  const model = {
    irVersion: 8,
    producerName: 'sluss',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: title,
      node: [
        cast('person', 'x', double),
        node('MatMul', ['x', 'coefficients'], 'product'),
        node('Add', ['product', 'intercept'], 'logit'),
        node('Sigmoid', ['logit'], 'probability'),
        cast('probability', 'risk', float),
      ],
      initializer: [tensor('coefficients', [coefficients.length, 1], coefficients), tensor('intercept', [1], [intercept])],
      input: [value('person', coefficients.length)],
      output: [value('risk', 1)],
    },
  };
  const type = onnx.lookupType('onnx.ModelProto');
  return type.encode(type.fromObject(model)).finish();
}
