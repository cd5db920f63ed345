// The same module as in the browser, read from the package.

import { readFileSync } from "node:fs";
import { initSync } from "../web/preplan_wasm.js";

export { Studio } from "../web/preplan_wasm.js";

initSync({ module: readFileSync(new URL("../web/preplan_wasm_bg.wasm", import.meta.url)) });
