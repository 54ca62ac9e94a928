import type { Express, NextFunction, Request, Response } from "express";
import express from "express";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { PredictionService } from "../prediction-service.ts";
import { readFeedback } from "./feedback.ts";
import { hostAllowed } from "./host-check.ts";
import { readJson } from "./json-body.ts";
import type { Limits } from "./limits.ts";
import type { ServerMetrics } from "./server-metrics.ts";
import { Refusal, refusalBody } from "./refusal.ts";

/** What the routes work with. */
export interface AppParts {
  readonly service: PredictionService;
  /** Absent where nothing is to be logged. */
  readonly log: PredictionLog | undefined;
  readonly metrics: ServerMetrics;
  readonly limits: Limits;
  /** The address that the server listens on. */
  readonly host: string;
  readonly stopping: () => boolean;
  readonly warn: (message: string) => void;
}

const routes = { "/predict": "POST", "/feedback": "POST", "/healthz": "GET", "/readyz": "GET", "/metrics": "GET", "/schema": "GET" } as const;

/** The HTTP face of a served model. */
export function createApp(parts: AppParts): Express {
  const { service, log, metrics, limits, stopping } = parts;
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", false).enable("case sensitive routing").enable("strict routing");
  app.use(measured(metrics), guarded(parts));

  let active = 0;
  const body = async (request: Request, response: Response): Promise<unknown> => {
    if (stopping()) throw new Refusal(503, "stopping", "the server is stopping");
    if (active >= limits.active) throw new Refusal(503, "busy", "too many requests at once; try again in a moment");
    active++;
    try {
      return await readJson(request, limits);
    } finally {
      active--;
      if (stopping()) response.set("Connection", "close");
    }
  };

  app.post("/predict", async (request, response) => {
    const outcome = service.answer(await body(request, response));
    if ("problems" in outcome) throw new Refusal(422, "rows_refused", "the rows are not as the model takes them", outcome.problems);
    metrics.rows(outcome.answer.predictions.length);
    log?.predictions(outcome.logged());
    response.json(outcome.answer);
  });
  app.post("/feedback", async (request, response) => {
    const feedback = readFeedback(await body(request, response), service);
    if (!log) throw new Refusal(404, "not_logged", "this server keeps no log, so feedback has nothing to belong to");
    if (!log.feedback(feedback)) throw new Refusal(503, "busy", "the log is full; try again in a moment");
    response.status(202).json({ accepted: true });
  });
  app.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  app.get("/readyz", (_request, response) => {
    if (stopping()) throw new Refusal(503, "stopping", "the server is stopping");
    const { name, version } = service.release;
    response.json({ status: "ready", model: { name, version } });
  });
  app.get("/metrics", (_request, response) => void response.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.text()));
  app.get("/schema", (_request, response) => void response.json(service.schema));
  app.use(() => {
    const known = Object.entries(routes).map(([path, method]) => `${method} ${path}`).join(", ");
    throw new Refusal(404, "not_found", `there is nothing here; the server has ${known}`);
  });
  app.use(answerErrors(parts));
  return app;
}

/** Times every request. Labels are the server's own routes, so that no client can make new ones. */
function measured(metrics: ServerMetrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now();
    const route = Object.hasOwn(routes, request.path) ? request.path : "other";
    response.once("close", () => metrics.request(route, response.writableFinished ? response.statusCode : 499, (performance.now() - start) / 1000));
    next();
  };
}

function guarded({ host, stopping }: AppParts) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
    if (stopping()) response.set("Connection", "close");
    if (!hostAllowed(request.headers.host, host)) throw new Refusal(403, "host_refused", "this server answers only to requests that are addressed to this machine");
    next();
  };
}

/** Every error as JSON, without a stack. An answer waits a moment for the rest of a refused body, which a client sends before it listens. */
function answerErrors({ limits, stopping, warn }: AppParts) {
  return async (error: unknown, request: Request, response: Response, next: NextFunction): Promise<void> => {
    const refusal = refusalOf(error, warn);
    if (response.headersSent) return next(error);
    if (refusal.code === "client_gone") return void response.destroy();
    if (!request.complete) {
      await forgetBody(request, limits.linger);
      response.set("Connection", "close");
    }
    if (refusal.status === 503 && !stopping()) response.set("Retry-After", "1");
    response.status(refusal.status).json(refusalBody(refusal));
  };
}

function refusalOf(error: unknown, warn: (message: string) => void): Refusal {
  if (error instanceof Refusal) return error;
  // What Express itself refuses: a path that is not encoded as one.
  if (error instanceof URIError) return new Refusal(400, "request_refused", "the path is not encoded as one");
  warn(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
  return new Refusal(500, "internal", "the request could not be answered; the server's log says why");
}

function forgetBody(request: Request, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once("end", done).once("close", done).resume();
  });
}
