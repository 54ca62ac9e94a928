"""The work of flights.mlp with pandas and scikit-learn. Prints the scores as JSON."""
import json
import sys

import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rows = pd.read_parquet(sys.argv[1])
rows["late"] = rows["delay"] > 15
rows["hour"] = rows["date"].dt.hour
rows["weekday"] = rows["date"].dt.weekday.astype(str)
rows = rows.drop(columns="delay").sort_values("date", kind="stable")
cut = rows["date"].iloc[int(len(rows) * 0.7)]
train, test = rows[rows["date"] <= cut], rows[rows["date"] > cut]
features = make_column_transformer(
    (StandardScaler(), ["distance", "hour"]),
    (OneHotEncoder(handle_unknown="ignore"), ["origin", "destination", "weekday"]),
)
model = make_pipeline(features, LogisticRegression(max_iter=1000))
model.fit(train.drop(columns=["late", "date"]), train["late"])
scores = model.predict_proba(test.drop(columns=["late", "date"]))[:, 1]
print(json.dumps({"roc_auc": roc_auc_score(test["late"], scores), "log_loss": log_loss(test["late"], scores)}))
