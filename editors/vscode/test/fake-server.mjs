#!/usr/bin/env node
// Stands in for `preplan`: writes down how it was called, and answers the first messages of the protocol.

import { appendFileSync } from "node:fs";

const write = (entry) => appendFileSync(process.env.FAKE_LOG, `${JSON.stringify(entry)}\n`);
const args = process.argv.slice(2);
if (args[0] === "--version") {
  console.log("preplan 0.0.0");
  process.exit();
}
write({ args });

function answer(message) {
  write({ method: message.method, capabilities: message.params?.capabilities });
  if (message.method === "exit") {
    process.exit();
  }
  if (message.id !== undefined) {
    const result = message.method === "initialize" ? { capabilities: {} } : null;
    const text = JSON.stringify({ jsonrpc: "2.0", id: message.id, result });
    process.stdout.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }
}

let input = Buffer.alloc(0);
process.stdin.on("data", (data) => {
  input = Buffer.concat([input, data]);
  for (;;) {
    const start = input.indexOf("\r\n\r\n") + 4;
    const length = Number(/Content-Length: (\d+)/.exec(input.subarray(0, start).toString())?.[1]);
    if (start < 4 || input.length < start + length) {
      return;
    }
    answer(JSON.parse(input.subarray(start, start + length).toString()));
    input = input.subarray(start + length);
  }
});
