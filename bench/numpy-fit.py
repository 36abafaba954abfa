"""A single-process numpy fit of the same logistic regression: Newton's method over chunks of 16,384 rows, the rows in memory.

Prints JSON: seconds to load, seconds to fit, rounds, estimates. Usage: python numpy-fit.py FILE.parquet
"""
import json
import sys
import time

import numpy as np
import pyarrow.parquet as pq

begun = time.perf_counter()
table = pq.read_table(sys.argv[1])
names = [name for name in table.column_names if name != "y"]
x = np.column_stack([np.ones(table.num_rows)] + [table[name].to_numpy().astype(float) for name in names])
y = table["y"].to_numpy().astype(float)
loaded = time.perf_counter()

chunk = 16_384
beta = np.zeros(x.shape[1])
for rounds in range(1, 26):
    hessian = np.zeros((x.shape[1], x.shape[1]))
    score = np.zeros(x.shape[1])
    for at in range(0, len(y), chunk):
        part = x[at : at + chunk]
        mu = 1 / (1 + np.exp(-part @ beta))
        hessian += (part * (mu * (1 - mu))[:, None]).T @ part
        score += part.T @ (y[at : at + chunk] - mu)
    step = np.linalg.solve(hessian, score)
    beta += step
    if np.abs(step).max() < 1e-9:
        break
fitted = time.perf_counter()
print(json.dumps({"load": loaded - begun, "fit": fitted - loaded, "rounds": rounds, "estimates": beta.tolist(), "numpy": np.__version__}))
