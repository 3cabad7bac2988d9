/** The addresses of pictures: in the document, in scripts next to the page, or on a server. */

import type { Source } from "./types.js";

/** The data: addresses that scripts have delivered, by layer id. */
const delivered = new Map<string, string>();
const scripts = new Map<string, Promise<void>>();

declare global {
  interface Window {
    differencePictures?: (pictures: Record<string, string>) => void;
  }
}
window.differencePictures = (pictures) => {
  for (const [id, url] of Object.entries(pictures)) delivered.set(id, url);
};

function runScript(address: string): Promise<void> {
  if (!/^(index-)?data\/[\w-]+\.js$/.test(address)) return Promise.reject(new Error("not a file of this report"));
  let running = scripts.get(address);
  if (!running) {
    running = new Promise<void>((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        script.remove();
        resolve();
      };
      script.onerror = () => {
        scripts.delete(address);
        reject(new Error(`${address} is missing; keep the folder beside the page`));
      };
      document.head.append(script);
    });
    scripts.set(address, running);
  }
  return running;
}

async function element(id: string): Promise<HTMLElement> {
  // The pictures follow the page in its file, and the page is used before all of them are loaded; what follows an
  // element tells that it is complete.
  const complete = () => document.readyState !== "loading" || Boolean(document.getElementById(id)?.nextSibling);
  while (!complete()) await new Promise((after) => setTimeout(after, 30));
  const found = document.getElementById(id);
  if (!found) throw new Error("the file of this page is incomplete");
  return found;
}

/** The addresses of small pictures on a server. */
const THUMBNAIL = /^\.\/thumbnail\/[\w-]+\.jpg$/;

/** Return the data: address that the document has for an id; undefined if it has none. */
async function textOf(id: string, source: Source): Promise<string | undefined> {
  if (source.type === "inline") return source.url;
  if (source.type === "element") return (await element(source.id)).textContent ?? "";
  if (source.type !== "shard") return undefined;
  if (!delivered.has(id)) await runScript(source.script);
  return delivered.get(id);
}

const PACKED = "data:application/octet-stream;base64,";

/** The characters of base64 that are decoded at once; a multiple of four. */
const PIECE = 1 << 18;

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Return stored values as bytes; they are decoded in pieces, so that the page does not stop meanwhile. */
export async function packedOf(id: string, source: Source): Promise<Uint8Array> {
  const url = await textOf(id, source);
  if (!url?.startsWith(PACKED)) throw new Error("the stored values are missing");
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = PACKED.length; at < url.length; at += PIECE) {
    pieces.push(bytesOf(url.slice(at, at + PIECE)));
    await new Promise((after) => setTimeout(after));
  }
  const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Return the address of a picture: data:, or on a server the address of a small picture. */
export async function addressOf(id: string, source: Source): Promise<string> {
  if (source.type === "address" && THUMBNAIL.test(source.url)) return source.url;
  const url = await textOf(id, source);
  if (!url?.startsWith("data:image/png;base64,") && !url?.startsWith("data:image/jpeg;base64,")) {
    throw new Error("the image is missing");
  }
  return url;
}

/** Forget the picture of a layer that a script has delivered. */
export function forget(id: string): void {
  delivered.delete(id);
}

/** Let the scripts of pictures run again when they are needed; thumbnails stay. */
export function forgetScripts(): void {
  for (const id of scripts.keys()) if (!id.includes("thumb")) scripts.delete(id);
}
