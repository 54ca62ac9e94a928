import { registerVersion } from "../../../stdlib/registry/store.ts";
import { newVersion } from "./kit.ts";

/** A process that registers some models of its own and one that all register: `register-many.ts HOME WHO COUNT`. */
const [home = "", who = "", count = "0"] = process.argv.slice(2);
await registerVersion(home, newVersion("shared"), "shared");
for (let i = 0; i < Number(count); i++) await registerVersion(home, newVersion(`${who}-${i}`, { origin: { user: who } }), "champion");
