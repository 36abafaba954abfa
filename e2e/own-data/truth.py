"""What the page docs/bring-your-own-data.md must find in its example files: the pooled fit and the model of the first file, made by
statsmodels and scikit-learn from the files in one place.

python -m venv venv && venv/bin/pip install -r methods/truth/requirements.txt
node docs/bring-your-own-data/make-example-files.mjs FOLDER/regions regions
node docs/bring-your-own-data/make-example-files.mjs FOLDER/clinics clinics
venv/bin/python e2e/own-data/truth.py FOLDER      writes truth.json beside itself
"""
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

folder = Path(sys.argv[1])
families = {
    "regions": {
        "read": [("north", {}), ("middle", {"sep": ";", "decimal": ","}), ("south", {"encoding": "latin-1"})],
        "outcome": ("Heart failure within 5 years", 1),
        "numbers": ["Ålder (år)", "Blood pressure, sitting (mm Hg)", "BMI"],
        "levels": {"Kön": ["kvinna", "man"], "smoker?": ["current", "former", "never"]},
    },
    "clinics": {
        "read": [(name, {"na_values": ["-9", "9999", "uppgift saknas"]}) for name in ("lund", "umea", "orebro")],
        "outcome": ("Återinlagd?", "ja"),
        "numbers": ["ålder vid besök", "S-Ferritin µg/L"],
        "levels": {
            "kön": ["kvinna", "man"],
            "stadium (I–IV)": ["i", "ii", "iii", "iv"],
            "antal återbesök": ["0", "1", "2", "3", "4"],
            "behandling/läkemedel": ["ingen behandling", "läkemedel a", "läkemedel b"],
        },
    },
}


def complete(table, family):
    """Complete cases of outcome and covariates as a design: numbers, and 0/1 columns without each first level."""
    table = table[[family["outcome"][0], *family["numbers"], *family["levels"]]].dropna()
    x = table[family["numbers"]].astype(float)
    for name, levels in family["levels"].items():
        text = table[name].map(lambda value: str(value).lower())
        assert set(text) <= set(levels), set(text) - set(levels)
        for level in levels[1:]:
            x[f"{name}={level}"] = (text == level).astype(float)
    event = family["outcome"][1]
    y = table[family["outcome"][0]].map(lambda value: value.lower() if isinstance(value, str) else value) == event
    return x, y.astype(int)


def truth(name, family):
    tables = [pd.read_csv(folder / name / f"{file}.csv", **how) for file, how in family["read"]]
    parts = [complete(table, family) for table in tables]
    x, y = pd.concat([x for x, _ in parts]), np.concatenate([y for _, y in parts])
    fit = sm.Logit(y, sm.add_constant(x)).fit(method="newton", maxiter=50, tol=1e-14, disp=0)
    terms = [{"column": None if c == "const" else c, "estimate": fit.params[c], "standardError": fit.bse[c]} for c in fit.params.index]
    # The page's own model: ridge 1 on the first file's standardised columns, intercept free.
    first, outcome = parts[0]
    mean, deviation = first.mean(), first.std(ddof=0)
    model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit((first - mean) / deviation, outcome)
    aurocs = [roc_auc_score(y, model.predict_proba((x - mean) / deviation)[:, 1]) for x, y in parts]
    missing = {c: int(sum(table[c].isna().sum() for table in tables)) for c in [family["outcome"][0], *family["numbers"], *family["levels"]]}
    return {"n": len(y), "events": int(y.sum()), "missing": missing, "terms": terms, "persons": [len(y) for _, y in parts], "aurocs": aurocs}


versions = {package: version(package) for package in ("numpy", "pandas", "statsmodels", "scikit-learn")}
found = {"made": {"by": "e2e/own-data/truth.py", **versions}, **{name: truth(name, family) for name, family in families.items()}}
(Path(__file__).parent / "truth.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
