import { kind } from "../diagnostic.ts";

export const portTaken = kind<{ host: string; port: number }>({
  code: "MLP8001",
  severity: "error",
  title: "The port is in use",
  message: ({ host, port }) => `port ${port} on ${host} is in use by another program`,
  help: ({ port }) => `choose another one with \`port: ${port < 65535 ? port + 1 : 8080}\`, or stop the program that listens there`,
  explain: "Only one program can listen on a port of an address. Often it is an earlier run of the same pipeline that still serves. `port: 0` lets the system choose a free one, which is shown when the server starts.",
});

export const portForbidden = kind<{ host: string; port: number }>({
  code: "MLP8002",
  severity: "error",
  title: "The port may not be used",
  message: ({ host, port }) => `the system does not let this user listen on port ${port} of ${host}`,
  help: () => "choose a port from 1024 up, for example `port: 8080`",
  explain: "Ports below 1024 are kept for the system's own services on most machines. A server that should be reachable at such a port stands behind a proxy that may use it.",
});

export const hostUnknown = kind<{ host: string }>({
  code: "MLP8003",
  severity: "error",
  title: "No such address on this machine",
  message: ({ host }) => `\`${host}\` is no address of this machine`,
  help: () => 'leave `host` out to serve this machine only, or use "0.0.0.0" to be reachable from others',
  explain: "A server listens on an address of the machine it runs on: `127.0.0.1` is reachable from this machine only, `0.0.0.0` from every network that the machine is in.",
});

export const listenFailed = kind<{ host: string; port: number; why: string }>({
  code: "MLP8004",
  severity: "error",
  title: "The server cannot listen",
  message: ({ host, port, why }) => `the server cannot listen on ${host}:${port}: ${why}`,
  explain: "The system refused to open the address for a reason of its own, which the message quotes.",
});

export const logUnwritable = kind<{ path: string; why: string }>({
  code: "MLP8005",
  severity: "error",
  title: "The prediction log cannot be written",
  message: ({ path, why }) => `predictions cannot be logged in \`${path}\`: ${why}`,
  help: () => "free some space or mend the rights; `log: false` serves without a log, and then nothing can be monitored",
  explain: "Each answer of a served model is logged, so that a monitor can compare it with its reference. The server makes sure of that before it starts, instead of losing predictions later.",
});

export const inputColumnsMissing = kind<{ model: string; missing: readonly { readonly name: string; readonly near?: string }[] }>({
  code: "MLP8006",
  severity: "error",
  title: "Columns that the model needs are missing",
  message: ({ model, missing }) => `the rows lack ${missing.length === 1 ? "a column" : `${missing.length} columns`} that \`${model}\` needs: ${missing.slice(0, 20).map(({ name }) => `\`${name}\``).join(", ")}${missing.length > 20 ? ", …" : ""}`,
  help: ({ missing }) => {
    const near = missing.filter((one) => one.near !== undefined).slice(0, 5);
    if (near.length === 0) return "the model takes the raw columns of the data it was trained on, by their names there";
    return near.map(({ name, near: other }) => `is \`${other}\` meant for \`${name}\`?`).join(" ");
  },
  explain: "A model carries its preprocessing with it and takes the raw columns that its training data came with. Columns that it does not read may be there or not; the target is not needed.",
});

export const predictionColumnTaken = kind<{ column: string }>({
  code: "MLP8007",
  severity: "error",
  title: "A column that the prediction would replace",
  message: ({ column }) => `the rows have a column \`${column}\` already`,
  help: ({ column }) => `rename or drop it first: \`rows |> drop_columns([.${column}])\``,
  explain: "Scoring adds the columns `prediction` and, for classes, `probability_<class>` to the rows. A column of such a name in the rows would be lost, or be taken for the model's answer.",
});

export const inputCellWrong = kind<{ column: string; expected: string; row: number; value: string; wrong: number }>({
  code: "MLP8008",
  severity: "error",
  title: "A value that is not of the column's type",
  message: ({ column, expected, row, value, wrong }) => `\`${column}\` is to hold ${expected}, but row ${row} has \`${value}\`${wrong > 1 ? `, and ${wrong - 1} more do not fit` : ""}`,
  help: () => "mend the value, or leave it empty where it is not known",
  explain: "Each column must hold values of the type it had in the data that the model was trained on. A value of another type is never guessed at: a prediction from it would look like any other.",
});

export const servingDiagnostics = [
  portTaken,
  portForbidden,
  hostUnknown,
  listenFailed,
  logUnwritable,
  inputColumnsMissing,
  predictionColumnTaken,
  inputCellWrong,
] as const;
