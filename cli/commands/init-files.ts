/** The pipeline of the starter project. */
export const starterPipeline = `/// Which customers leave next month?
pipeline churn

param source: path = "data/customers.csv"
param min_auc: float = 0.7

seed 7

raw = load(source)

customers = raw
  |> drop_duplicates()
  |> derive(charge_per_month: .total_charges / (.tenure + 1))

{ train, test } = customers |> split(train: 75%, test: 25%, stratify: .churn)

features = recipe(target: .churn)
  |> drop_columns([.customer_id])
  |> impute(numeric, with: median)
  |> scale(numeric, method: standard)
  |> encode(categorical, method: one_hot)

model = train(logistic_regression(), features, on: train)

report = evaluate(model, on: test)

release = register(model, name: "churn", metrics: report) when report.roc_auc >= min_auc

test "a charge per month counts the first month, and nobody twice" {
  given raw = rows([
    { customer_id: "C1", tenure: 0, total_charges: 20.0 },
    { customer_id: "C2", tenure: 3, total_charges: 80.0 },
    { customer_id: "C2", tenure: 3, total_charges: 80.0 },
  ])
  expect customers == rows([
    { customer_id: "C1", tenure: 0, total_charges: 20.0, charge_per_month: 20.0 },
    { customer_id: "C2", tenure: 3, total_charges: 80.0, charge_per_month: 20.0 },
  ])
}
`;

const plans = ["monthly", "yearly", "two_years"] as const;
const payments = ["card", "transfer", "cheque"] as const;

/** 600 made-up customers, always the same: a short tenure and a monthly plan make leaving likelier. */
export function starterRows(): string {
  const random = generator(20240229);
  const lines = ["customer_id,plan,payment,tenure,monthly_charges,total_charges,churn"];
  for (let row = 1; row <= 600; row++) {
    const plan = plans[Math.floor(random() * plans.length)] ?? "monthly";
    const payment = payments[Math.floor(random() * payments.length)] ?? "card";
    const tenure = Math.floor(random() ** 2 * 72);
    const monthly = 20 + Math.round(random() * 9000) / 100;
    const total = random() < 0.04 ? "" : (monthly * (tenure + random())).toFixed(2);
    const score = 1.2 - 0.06 * tenure + (plan === "monthly" ? 1.1 : -0.8) + 0.012 * (monthly - 65) + (random() - 0.5) * 3;
    lines.push(`C${String(row).padStart(4, "0")},${plan},${payment},${tenure},${monthly.toFixed(2)},${total},${score > 0 ? "yes" : "no"}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Mulberry32: enough for an example, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
