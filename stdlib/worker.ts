import { serveWorker } from "../runtime/workers/worker.ts";
import { catalogWith } from "./catalog.ts";

/** The entry of a worker thread: runs operations of the standard library and of the user's modules. */
export default serveWorker((modules) => catalogWith(modules));
