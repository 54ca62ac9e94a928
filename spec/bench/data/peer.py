"""The work of data.mlp with pandas and scikit-learn, or with polars in the place of pandas (second argument `polars`). Prints the scores as JSON."""
import json
import sys

from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

if sys.argv[2:] == ["polars"]:
    import polars as pl

    rows = pl.read_csv(sys.argv[1]).unique(maintain_order=True).to_pandas()
else:
    import pandas as pd

    rows = pd.read_csv(sys.argv[1]).drop_duplicates()
train, test = train_test_split(rows, test_size=0.2, stratify=rows["label"], random_state=0)
numeric = [name for name in rows.columns if name.startswith("x")]
features = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
    (OneHotEncoder(handle_unknown="ignore"), ["kind", "region"]),
)
model = make_pipeline(features, LogisticRegression(max_iter=1000))
model.fit(train, train["label"])
scores = model.predict_proba(test)[:, 1]
print(json.dumps({"roc_auc": roc_auc_score(test["label"], scores), "log_loss": log_loss(test["label"], scores)}))
