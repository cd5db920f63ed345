// Serves dist/ on this machine, with the content security policy as a header. `node serve.mjs [PORT]`

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { POLICY } from "./policy.mjs";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const HEADERS = {
  "content-security-policy": [...POLICY, "frame-ancestors 'none'"].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

/** A server of the page that listens on a port of this machine; 0 is any. */
export async function serve(port) {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "/").split("?")[0];
    const name = path === "/" ? "index.html" : path.slice(1);
    const known = /^[\w.-]+$/.test(name) && TYPES[extname(name)];
    const body = known ? await readFile(join(dist, name)).catch(() => undefined) : undefined;
    if (body === undefined) response.writeHead(404, { ...HEADERS, "content-type": "text/plain" }).end("not found");
    else response.writeHead(200, { ...HEADERS, "content-type": known }).end(body);
  });
  await new Promise((ready, failed) => server.once("error", failed).listen(port, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { url } = await serve(Number(process.argv[2] ?? 8017));
  console.log(`the studio is at ${url}`);
}
