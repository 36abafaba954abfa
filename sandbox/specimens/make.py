"""Makes the models that the tests use: honest ones with the probabilities that scikit-learn gives, and hostile ones.

python -m venv venv && venv/bin/pip install -r demo/model/requirements.txt && venv/bin/python sandbox/specimens/make.py
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import sklearn
import skl2onnx
from onnx import TensorProto, helper, numpy_helper
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

here = Path(__file__).parent
sys.path.append(str(here.parents[2] / "demo" / "model"))
from train import inputs, patients  # noqa: E402

p = len(inputs)
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
node = helper.make_node


def save(name, model):
    (here / f"{name}.onnx").write_bytes(model if isinstance(model, bytes) else model.SerializeToString(deterministic=True))


def exported(model, **options):
    return skl2onnx.to_onnx(
        model,
        initial_types=[("patient", FloatTensorType([None, p]))],
        options={id(model): options} if options else None,
        target_opset={"": 18, "ai.onnx.ml": 3},
    )


def value(name, shape, kind=FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name, data, kind=np.float32):
    return numpy_helper.from_array(np.array(data, dtype=kind), name)


def graph(nodes, constants=(), inputs=None, outputs=None, opset=18, ir=9, **more):
    body = helper.make_graph(
        nodes, "specimen", inputs or [value("patient", ["n", p])], outputs or [value("risk", ["n", 1])], list(constants)
    )
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=ir, **more)


first = [node("ReduceMean", ["patient", "columns"], ["mean"], keepdims=1)]
columns = constant("columns", [1], np.int64)
risk = node("Sigmoid", ["mean"], ["risk"])


def honest():
    x, y = patients("cleveland")
    models = {
        "boosted-trees": GradientBoostingClassifier(n_estimators=20, max_depth=2, random_state=1),
        "forest": RandomForestClassifier(n_estimators=10, max_depth=3, random_state=1),
        "neural-network": make_pipeline(StandardScaler(), MLPClassifier((8, 4), max_iter=300, random_state=1)),
        "support-vectors": make_pipeline(StandardScaler(), SVC(probability=True, C=0.1, random_state=1)),
    }
    everybody = np.concatenate([patients(h)[0] for h in ("cleveland", "budapest", "zurich", "long-beach")])
    some = everybody[::15]
    expected = {"made_with": {"scikit-learn": sklearn.__version__, "skl2onnx": skl2onnx.__version__, "onnx": onnx.__version__}}
    expected["patients"] = some.astype(float).round(6).tolist()
    for name, model in models.items():
        model.fit(x[::2] if name == "support-vectors" else x, y[::2] if name == "support-vectors" else y)
        save(name, exported(model, zipmap=False))
        expected[name] = model.predict_proba(some)[:, 1].tolist()
    # A network as PyTorch exports it: Gemm and activations, one probability as [n, 1].
    random = np.random.default_rng(1)
    w1, w2 = random.normal(0, 0.02, (6, p)).astype(np.float32), random.normal(0, 1, (1, 6)).astype(np.float32)
    layers = [
        node("Gemm", ["patient", "w1", "b1"], ["h"], transB=1),
        node("Tanh", ["h"], ["a"]),
        node("Gemm", ["a", "w2", "b2"], ["mean"], transB=1),
        risk,
    ]
    save("gemm", graph(layers, [constant("w1", w1), constant("b1", np.zeros(6)), constant("w2", w2), constant("b2", [0.5])], opset=13, ir=7))
    expected["gemm"] = (1 / (1 + np.exp(-(np.tanh(some @ w1.T) @ w2.T + 0.5)))).ravel().astype(float).tolist()
    (here / "expected.json").write_text(json.dumps(expected) + "\n")


def refused_by_reading():
    save("custom-operator", graph([node("Anything", ["patient"], ["risk"], domain="com.example")]))
    save("random", graph(first + [node("RandomUniformLike", ["mean"], ["risk"])], [columns]))

    outside = constant("columns", [1], np.int64)
    onnx.external_data_helper.set_external_data(outside, location="../../../../etc/passwd", length=8)
    outside.ClearField("raw_data")
    save("external-data", graph(first + [risk], [outside]))

    large = constant("columns", [1], np.int64)
    large.dims[0] = 1 << 61
    save("large-dimensions", graph(first + [risk], [large]))

    wrap = constant("columns", [1], np.int64)
    del wrap.dims[:]
    wrap.dims.extend([11, 0x2E8BA2E8BA2E8BA3])  # their product is 1 in 64 bits
    save("overflowing-dimensions", graph(first + [risk], [wrap]))

    sparse = graph(first + [risk], [columns])
    sparse.graph.sparse_initializer.append(
        helper.make_sparse_tensor(constant("s", [1.0]), constant("", [0], np.int64), [1 << 40])
    )
    save("sparse", sparse)

    body = helper.make_function("own", "F", ["x"], ["y"], [node("Sigmoid", ["x"], ["y"])], [helper.make_opsetid("", 18)])
    save("function", graph(first + [node("F", ["mean"], ["risk"], domain="own")], [columns], functions=[body]))

    training = graph(first + [risk], [columns])
    training.training_info.add().algorithm.name = "step"
    save("training", training)

    save("two-outputs", graph(first + [risk, node("Tanh", ["mean"], ["other"])], [columns], outputs=[value("risk", ["n", 1]), value("other", ["n", 1])]))
    save("two-inputs", graph([node("Add", ["a", "b"], ["mean"]), risk], inputs=[value("a", ["n", 1]), value("b", ["n", 1])]))
    save("fixed-batch", graph(first + [risk], [columns], inputs=[value("patient", [1, p])]))
    save("newer-operators", graph(first + [risk], [columns], opset=99))
    save("newer-ir", graph(first + [risk], [columns], ir=99))
    save("text-cast", graph(first + [node("Cast", ["mean"], ["text"], to=TensorProto.STRING), node("Cast", ["text"], ["risk"], to=FLOAT)], [columns]))

    x, y = patients("cleveland")
    save("zipmap", exported(LogisticRegression(max_iter=5000).fit(x, y)))
    words = make_pipeline(OneHotEncoder(), LogisticRegression()).fit([["yes"], ["no"]], [0, 1])
    save("text-input", skl2onnx.to_onnx(words, initial_types=[("patient", StringTensorType([None, 1]))], options={"zipmap": False}, target_opset=18))

    # Rows in, rows out, and in between a loop that never ends: its condition stays true for 2^62 rounds.
    inside = helper.make_graph(
        [node("Identity", ["go"], ["go_on"]), node("Identity", ["kept"], ["kept_on"])],
        "for ever",
        [value("round", [], INT64), value("go", [], TensorProto.BOOL), value("kept", ["n", 1])],
        [value("go_on", [], TensorProto.BOOL), value("kept_on", ["n", 1])],
    )
    save("loop", graph(first + [node("Loop", ["rounds", "true", "mean"], ["looped"], body=inside), node("Sigmoid", ["looped"], ["risk"])],
                       [columns, constant("rounds", 1 << 62, np.int64), constant("true", True, bool)]))
    # 2^28 floats out of an initializer of two numbers.
    save("giant", graph([node("ConstantOfShape", ["shape"], ["all"]), node("ReduceMean", ["all", "axes"], ["one"], keepdims=1),
                         node("Add", ["patient", "one"], ["sum"]), node("ReduceMean", ["sum", "columns"], ["mean"], keepdims=1), risk],
                        [columns, constant("shape", [1 << 14, 1 << 14], np.int64), constant("axes", [0, 1], np.int64)]))


def refused_by_running():
    # Allowed operators only: what they do shows when they run on made-up persons.
    doubling = [node("Concat", ["patient", "patient"], ["c0"], axis=1)]
    doubling += [node("Concat", [f"c{i}", f"c{i}"], [f"c{i + 1}"], axis=1) for i in range(40)]
    save("doubling", graph(doubling + [node("ReduceMean", ["c40", "columns"], ["mean"], keepdims=1), risk], [columns]))

    # An outer product of the columns made 1664 wide, multiplied with itself again and again: hours of work, little memory.
    wide = [node("Concat", ["patient"] * 128, ["wide"], axis=1), node("Transpose", ["wide"], ["tall"], perm=[1, 0]),
            node("MatMul", ["tall", "wide"], ["m0"])]
    wide += [node("MatMul", [f"m{i}", f"m{i}"], [f"m{i + 1}"]) for i in range(4000)]
    wide += [node("ReduceMean", ["m4000"], ["far"], keepdims=1), node("Add", ["patient", "far"], ["sum"]),
             node("ReduceMean", ["sum", "columns"], ["mean"], keepdims=1), risk]
    save("slow", graph(wide, [columns]))

    save("not-a-number", graph(first + [node("Sub", ["mean", "mean"], ["zero"]), node("Div", ["zero", "zero"], ["risk"])], [columns]))
    save("mixes-rows", graph([node("ReduceMean", ["patient"], ["all"], keepdims=1), *first, node("Sub", ["mean", "all"], ["less"]),
                              node("Sigmoid", ["less"], ["risk"])], [columns]))
    save("other-shape", graph([node("Transpose", ["patient"], ["t"], perm=[1, 0]), node("Sigmoid", ["t"], ["risk"])]))
    x, y = patients("cleveland")
    save("not-a-probability", exported(LinearRegression().fit(x, 100 * y)))
    # Fails for one kind of person only (a first column over 1,000): whether it fails would say something about the data.
    save("tripwire", graph([*first, node("Greater", ["patient", "limit"], ["over"]), node("Cast", ["over"], ["far"], to=INT64),
                            node("Mul", ["far", "big"], ["index"]), node("Gather", ["table", "index"], ["looked"]),
                            node("ReduceMean", ["looked", "columns"], ["no"], keepdims=1), node("Add", ["mean", "no"], ["with"]),
                            node("Sigmoid", ["with"], ["risk"])],
                           [columns, constant("limit", 1000.0), constant("big", 99, np.int64), constant("table", [0.0, 0.0])]))


honest()
refused_by_reading()
refused_by_running()
