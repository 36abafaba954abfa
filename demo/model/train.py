"""Trains the demo's brought model: a logistic regression on the Cleveland patients only, written as ONNX with its card.

python -m venv venv && venv/bin/pip install -r demo/model/requirements.txt && venv/bin/python demo/model/train.py
Also writes the figures that tests compare with: the model's probabilities by scikit-learn for all patients (expected.json).
"""
import base64
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = Path(__file__).parent
heart = here.parent / "heart"
files = {"cleveland": "cleveland", "budapest": "hungarian", "zurich": "switzerland", "long-beach": "va"}
columns = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]

# The columns of FLamby's Fed-Heart-Disease: slope, ca and thal left out, the first level of each category as reference.
# Levels by their name in demo/heart/dictionary.json, with the code that stands in the files.
inputs = [
    ({"variable": "age"}, None),
    ({"variable": "sex", "level": "male"}, 1),
    ({"variable": "cp", "level": "atypical"}, 2),
    ({"variable": "cp", "level": "non-anginal"}, 3),
    ({"variable": "cp", "level": "asymptomatic"}, 4),
    ({"variable": "trestbps"}, None),
    ({"variable": "chol"}, None),
    ({"variable": "fbs", "level": "yes"}, 1),
    ({"variable": "restecg", "level": "st-t"}, 1),
    ({"variable": "restecg", "level": "hypertrophy"}, 2),
    ({"variable": "thalach"}, None),
    ({"variable": "exang", "level": "yes"}, 1),
    ({"variable": "oldpeak"}, None),
]


def patients(hospital):
    """Complete rows on FLamby's ten variables: the inputs as float32, and whether disease was found (num 1 to 4)."""
    table = pd.read_csv(heart / f"processed.{files[hospital]}.data", header=None, names=columns, na_values="?")
    table = table.drop(columns=["slope", "ca", "thal"]).dropna()
    x = [table[i["variable"]] if code is None else table[i["variable"]] == code for i, code in inputs]
    return np.column_stack(x).astype(np.float32), (table["num"] > 0).to_numpy().astype(int)


def digest(data):
    return "sha256:" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def pretty(card):
    """JSON as the project's formatter leaves it: innermost lists and objects on one line."""
    text = json.dumps(card, indent=2) + "\n"
    text = re.sub(r"{\s+([^\[\]{}]*?)\s+}", r"{ \1 }", text)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", r"[\1]", text)
    return re.sub(r",\s+(?=\"level\")", ", ", text)


def main():
    data = {hospital: patients(hospital) for hospital in files}
    x, y = data["cleveland"]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    exported = skl2onnx.to_onnx(
        model,
        initial_types=[("patient", FloatTensorType([None, len(inputs)]))],
        options={id(model): {"zipmap": False, "output_class_labels": False}},
        target_opset={"": 18, "ai.onnx.ml": 3},
    )
    exported.graph.name = "heart disease, trained on Cleveland"
    exported = exported.SerializeToString(deterministic=True)
    (here / "cleveland.onnx").write_bytes(exported)

    scores = {hospital: model.predict_proba(x)[:, 1] for hospital, (x, _) in data.items()}
    external = [hospital for hospital in files if hospital != "cleveland"]
    pooled = (np.concatenate([data[h][1] for h in external]), np.concatenate([scores[h] for h in external]))
    plain = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x.astype(float), y)
    card = {
        "title": "Logistic regression on the Cleveland patients",
        "digest": digest(exported),
        "inputs": [i for i, _ in inputs],
        "outcome": {"variable": "disease", "events": ["yes"]},
        "trained_on": ["cleveland"],
    }
    (here / "card.json").write_text(pretty(card))
    expected = {
        "made_with": {"scikit-learn": sklearn.__version__, "skl2onnx": skl2onnx.__version__, "numpy": np.__version__},
        "apparent": {"n": len(y), "auroc": roc_auc_score(y, scores["cleveland"])},
        "external": {"n": len(pooled[0]), "events": int(pooled[0].sum()), "auroc": roc_auc_score(*pooled)},
        "without_penalty": {"intercept": float(plain.intercept_[0]), "coefficients": plain.coef_[0].tolist()},
        "patients": {h: {"inputs": data[h][0].astype(float).round(6).tolist(), "disease": data[h][1].tolist(), "scores": scores[h].tolist()} for h in files},
    }
    (here / "expected.json").write_text(json.dumps(expected) + "\n")
    print({k: expected[k] for k in ("made_with", "apparent", "external")}, len(exported), "bytes")


if __name__ == "__main__":
    main()
