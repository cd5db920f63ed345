export * from "../web/preplan_wasm.js";
