"""Numbers that tests compare the methods with, made by statsmodels, scikit-learn and scipy on the pooled heart files.

python -m venv venv && venv/bin/pip install -r methods/truth/requirements.txt && venv/bin/python methods/truth/heart.py && npx biome format --write methods/truth demo/heart
Writes heart.json beside itself, and demo/heart/flamby-split.json: which lines FLamby's published split tests on.
"""
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve
from sklearn.model_selection import train_test_split

here = Path(__file__).parent
heart = here.parent.parent / "demo" / "heart"
model = here.parent.parent / "demo" / "model"
files = {"cleveland": "cleveland", "budapest": "hungarian", "zurich": "switzerland", "long-beach": "va"}
columns = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()
flamby = columns[:10]
levels = {"cp": [1, 2, 3, 4], "restecg": [0, 1, 2]}


def read(station):
    table = pd.read_csv(heart / f"processed.{files[station]}.data", header=None, names=columns, na_values="?")
    table["station"], table["line"] = station, range(len(table))
    return table


def design(table, variables):
    """The model's columns, in the order of the variables: categories as 0/1 columns without their first level."""
    x = {}
    for name in variables:
        if name in levels:
            for level in levels[name][1:]:
                x[f"{name}_{level}"] = (table[name] == level) * 1.0
        else:
            x[name] = table[name]
    return pd.DataFrame(x)


def coefficients(fit):
    return {"names": list(fit.params.index), "estimates": fit.params.tolist(), "standardErrors": fit.bse.tolist(), "p": fit.pvalues.tolist()}


def flamby_split(complete):
    """FLamby fed_heart_disease/dataset.py: 66/34 per centre, shuffled, random_state 43, stratified where each class has more than 2."""
    test = {}
    for station in files:
        rows = complete[complete.station == station]
        label = (rows.num > 0) * 1
        stratify = label if len(set(label)) > 1 and all((label == c).sum() > 2 for c in set(label)) else None
        _, chosen = train_test_split(np.arange(len(rows)), test_size=1 - 0.66, train_size=0.66, random_state=43, shuffle=True, stratify=stratify)
        test[station] = sorted(rows.line.to_numpy()[chosen].tolist())
    return test


def benchmark(complete, test):
    """Ridge C = 1 on columns standardised by the mean and sd of all training rows; accuracy at 0.5."""
    in_test = np.array([line in set(test[station]) for station, line in zip(complete.station, complete.line)])
    x, y = design(complete, flamby), (complete.num > 0) * 1
    mean, sd = x[~in_test].mean(), x[~in_test].std(ddof=0)
    fit = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(((x - mean) / sd)[~in_test], y[~in_test])
    score = fit.predict_proba((x - mean) / sd)[:, 1]
    right = (score >= 0.5) == (y == 1)
    return {
        "train": int((~in_test).sum()),
        "test": int(in_test.sum()),
        "accuracy": right[in_test].mean(),
        "accuracyPerStation": {s: right[in_test & (complete.station == s)].mean() for s in files},
        "auroc": roc_auc_score(y[in_test], score[in_test]),
        # On the variables' own scales, as the method gives them.
        "intercept": float(fit.intercept_[0] - (fit.coef_[0] * mean / sd).sum()),
        "estimates": (fit.coef_[0] / sd).tolist(),
    }


def delong(y, score):
    """AUROC and its standard error straight from the definition, over all pairs."""
    events, others = score[y == 1], score[y == 0]
    wins = (events[:, None] > others[None, :]) + 0.5 * (events[:, None] == others[None, :])
    return wins.mean(), np.sqrt(wins.mean(axis=1).var(ddof=1) / len(events) + wins.mean(axis=0).var(ddof=1) / len(others))


def roc_at(y, score, thresholds):
    """scikit-learn's ROC curve, at the last of its own cuts that is not below each threshold."""
    fpr, tpr, cuts = roc_curve(y, score, drop_intermediate=False)
    return [(fpr[cuts >= t][-1], tpr[cuts >= t][-1]) for t in thresholds]


def net_benefit(y, score, threshold):
    """Vickers & Elkin, Med Decis Making 26 (2006) 565-574: true positives less false ones at the odds of the threshold, a person."""
    treated = score >= threshold
    odds = threshold / (1 - threshold)
    return {
        "netBenefit": np.mean(treated & (y == 1)) - np.mean(treated & (y == 0)) * odds,
        "treatAll": np.mean(y == 1) - np.mean(y == 0) * odds,
    }


def evaluation(stations):
    patients = json.loads((model / "expected.json").read_text())["patients"]
    y = np.concatenate([patients[s]["disease"] for s in stations])
    score = np.concatenate([patients[s]["scores"] for s in stations])
    logit = np.log(score / (1 - score))
    auroc, error = delong(y, score)
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=logit).fit()
    slope = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, tol=1e-12)
    thresholds = np.round(np.arange(0.1, 0.95, 0.1), 1)
    rates = roc_at(y, score, thresholds)
    return {
        "n": len(y), "events": int(y.sum()), "auroc": auroc, "aurocBySklearn": roc_auc_score(y, score), "aurocError": error,
        "brier": brier_score_loss(y, score), "intercept": large.params[0], "slope": slope.params[1],
        "thresholds": [{"threshold": t, "tp": int(((score >= t) & (y == 1)).sum()), "fp": int(((score >= t) & (y == 0)).sum())} for t in thresholds],
        "curve": [{"threshold": t, "fpr": fpr, "tpr": tpr, **net_benefit(y, score, t)} for t, (fpr, tpr) in zip(thresholds, rates)],
    }


def counts_with_exposure():
    """Generated persons with a count, a time at risk and two predictors: the heart files have no count."""
    random = np.random.default_rng(20260101)
    n = 400
    age, smoker, years = random.integers(40, 80, n), random.integers(0, 2, n), np.round(random.uniform(0.5, 10, n), 2)
    visits = random.poisson(years * np.exp(-3 + 0.03 * age + 0.4 * smoker))
    x = sm.add_constant(pd.DataFrame({"age": age, "smoker": smoker}))
    fits = {
        "withExposure": sm.GLM(visits, x, family=sm.families.Poisson(), exposure=years).fit(tol=1e-14),
        "without": sm.GLM(visits, x, family=sm.families.Poisson()).fit(tol=1e-14),
    }
    rows = [[int(a), int(s), float(t), int(v)] for a, s, t, v in zip(age, smoker, years, visits)]
    return {"columns": ["age", "smoker", "years", "visits"], "rows": rows, **{name: coefficients(fit) for name, fit in fits.items()}}


def chi_square(a, b):
    table = pd.crosstab(a, b)
    found = stats.chi2_contingency(table, correction=False)
    return {"table": table.to_numpy().tolist(), "statistic": found.statistic, "df": int(found.dof), "p": found.pvalue, "smallestExpected": found.expected_freq.min()}


def distributions():
    return {
        "normalTwoSided": [[z, 2 * stats.norm.sf(z)] for z in (0.01, 0.5, 1, 1.96, 3, 6, 10)],
        "tTwoSided": [[t, df, 2 * stats.t.sf(t, df)] for t in (0.1, 1, 2.5, 8) for df in (1, 5, 30, 726)],
        "chiSquareTail": [[x, df, stats.chi2.sf(x, df)] for x in (0.1, 1, 5, 40, 120) for df in (1, 2, 9, 60)],
        "normalQuantile": [[c, stats.norm.ppf(0.5 + c / 2)] for c in (0.5, 0.9, 0.95, 0.999)],
        "tQuantile": [[c, df, stats.t.ppf(0.5 + c / 2, df)] for c in (0.9, 0.95) for df in (1, 4, 726)],
        "chiSquareQuantile": [[p, df, stats.chi2.ppf(p, df)] for p in (0.05, 0.5, 0.95) for df in (1, 3, 20)],
    }


def main():
    everyone = pd.concat([read(station) for station in files], ignore_index=True)
    complete = everyone.dropna(subset=flamby).reset_index(drop=True)
    disease = (complete.num > 0) * 1
    logit = sm.Logit(disease, sm.add_constant(design(complete, flamby))).fit(disp=0, method="newton", tol=1e-14)
    linear = sm.OLS(complete.thalach, sm.add_constant(design(complete, ["age", "sex", "cp", "exang", "oldpeak"]))).fit()
    poisson = sm.GLM(complete.trestbps, sm.add_constant(design(complete, ["age", "sex", "chol"])), family=sm.families.Poisson()).fit(tol=1e-14)
    test = flamby_split(complete)
    numbers = {
        "made_with": {p: version(p) for p in ("numpy", "pandas", "scipy", "statsmodels", "scikit-learn")},
        "complete": {"n": len(complete), "events": int(disease.sum()), "stations": complete.station.value_counts().to_dict()},
        "missing": everyone[flamby].isna().sum().to_dict(),
        "describe": {v: {"mean": complete[v].mean(), "sd": complete[v].std(ddof=1)} for v in ("age", "trestbps", "chol", "thalach", "oldpeak")},
        "logistic": {**coefficients(logit), "logLikelihood": logit.llf, "nullLogLikelihood": logit.llnull},
        "linear": {**coefficients(linear), "rSquared": linear.rsquared, "residualSd": float(np.sqrt(linear.scale))},
        "poisson": {**coefficients(poisson), "logLikelihood": poisson.llf},
        "counts": counts_with_exposure(),
        "sexByDisease": chi_square(everyone.sex, everyone.num > 0),
        "painByDisease": chi_square(complete.cp, disease),
        "flamby": benchmark(complete, test),
        "development": evaluation(["cleveland"]),
        "external": evaluation(["budapest", "zurich", "long-beach"]),
        "distributions": distributions(),
    }
    (here / "heart.json").write_text(json.dumps(numbers, indent=1) + "\n")
    (heart / "flamby-split.json").write_text(json.dumps({"test": test}) + "\n")
    print({key: numbers[key] for key in ("made_with", "complete", "flamby", "external")})


if __name__ == "__main__":
    main()
