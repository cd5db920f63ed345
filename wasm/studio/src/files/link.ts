// Plans in the hash of the address: packed, so that a page of text fits. The hash never reaches a server.

import type { PlanFile } from "../types";

const MOST = 16 * 1024 * 1024;

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST) {
      await reader.cancel();
      throw new RangeError("too large");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function pack(files: PlanFile[], active: string): Promise<string> {
  const text = JSON.stringify({ version: 1, active, files });
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return `#plan=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The plans of a hash; nothing where it carries none. Throws where it is broken. */
export async function unpack(hash: string): Promise<{ files: PlanFile[]; active: string } | undefined> {
  const packed = /^#plan=([\w-]+)$/.exec(hash)?.[1];
  if (packed === undefined) return undefined;
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = await through(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"));
  const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const { files, active } = data as { files: unknown; active: unknown };
  if (!Array.isArray(files)) throw new TypeError("no files");
  const read = files.map((file: { name?: unknown; text?: unknown }) => {
    if (typeof file.name !== "string" || typeof file.text !== "string") throw new TypeError("no file");
    return { name: file.name, text: file.text };
  });
  return { files: read, active: typeof active === "string" ? active : (read[0]?.name ?? "") };
}
