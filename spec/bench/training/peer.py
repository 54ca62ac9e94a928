"""Fits a peer on the first rows of the table and predicts the others; prints seconds and the ROC AUC as JSON. peer.py FILE PEER ROWS THREADS"""
import json
import resource
import sys
import time

import numpy as np
from sklearn.metrics import roc_auc_score

file, peer, rows, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
table = np.fromfile(file).reshape(19, -1)
x, y = np.ascontiguousarray(table[:18].T), table[18]
categories = [16, 17]


def one_hot(x):
    codes = [x[:, [column]] == np.arange(count) for column, count in ((16, 4), (17, 30))]
    return np.hstack([np.nan_to_num(x[:, :16]), *codes])


def model():
    if peer == "lightgbm":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(n_estimators=100, num_leaves=31, learning_rate=0.1, max_bin=255, min_child_samples=20, n_jobs=threads, verbose=-1), {"categorical_feature": categories}
    if peer == "xgboost":
        from xgboost import XGBClassifier

        return XGBClassifier(n_estimators=100, max_leaves=31, max_depth=0, grow_policy="lossguide", learning_rate=0.1, max_bin=255, tree_method="hist", n_jobs=threads), {}
    if peer == "hist_gradient_boosting":
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(early_stopping=False, categorical_features=categories), {}
    if peer == "random_forest":
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_jobs=threads, random_state=1), {}
    if peer == "extra_trees":
        from sklearn.ensemble import ExtraTreesClassifier

        return ExtraTreesClassifier(n_jobs=threads, random_state=1), {}
    if peer == "k_nearest":
        from sklearn.neighbors import KNeighborsClassifier

        return KNeighborsClassifier(n_jobs=threads), {}
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=1000), {}


learner, more = model()
if not more and peer not in ("xgboost", "hist_gradient_boosting"):
    x = one_hot(x)
began = time.perf_counter()
learner.fit(x[:rows], y[:rows], **more)
fitted = time.perf_counter()
scores = learner.predict_proba(x[rows:])[:, 1]
predicted = time.perf_counter()
print(json.dumps({"fit": fitted - began, "predict": predicted - fitted, "auc": roc_auc_score(y[rows:], scores), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
