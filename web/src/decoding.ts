/** Large pictures of a document, decoded in a worker with all of their resolutions. */

import { sizesOfCodes, type Sizes } from "./sizes.js";
import { codesOf, halfOf, strongest } from "./tiles.js";
import type { Layer } from "./types.js";

/** What is decoded: the data: address of a picture, the facts of its layer, and how many resolutions it has. */
export interface DecodeJob {
  url: string;
  layer: Pick<Layer, "kind" | "low" | "high" | "depth">;
  levels: number;
}

/** A picture at one resolution: the pixels of an image, or the codes of a map. */
export interface Level {
  columns: number;
  rows: number;
  bitmap: ImageBitmap | null;
  codes?: Uint16Array;
  flags?: Uint8Array;
  whole?: boolean;
}

export interface Decoded {
  levels: Level[];
  sizes: Sizes | null;
}

function blobOf(url: string): Blob {
  const comma = url.indexOf(",");
  const characters = atob(url.slice(comma + 1));
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return new Blob([bytes], { type: url.slice(5, url.indexOf(";")) });
}

function canvasOf(columns: number, rows: number, read = false): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext("2d", { willReadFrequently: read });
  if (!context) throw new Error("the browser has no memory for the image");
  return [canvas, context];
}

/** Decode a picture; `exact` keeps the pixels as they are in the file. */
export async function decodePicture({ url, layer, levels }: DecodeJob, exact: ImageBitmapOptions): Promise<Decoded> {
  const bitmap = await createImageBitmap(blobOf(url), exact);
  const { width: columns, height: rows } = bitmap;
  return layer.kind === "map" ? mapLevels(bitmap, layer, levels) : { levels: imageLevels({ columns, rows, bitmap }, levels), sizes: null };
}

function imageLevels(whole: Level & { bitmap: ImageBitmap }, count: number): Level[] {
  const levels = [whole];
  while (levels.length < count) {
    const fine = levels.at(-1)!;
    const [columns, rows] = [halfOf(fine.columns), halfOf(fine.rows)];
    const [canvas, context] = canvasOf(columns, rows);
    context.imageSmoothingQuality = "high";
    context.drawImage(fine.bitmap, 0, 0, columns, rows);
    levels.push({ columns, rows, bitmap: canvas.transferToImageBitmap() });
  }
  return levels;
}

function mapLevels(bitmap: ImageBitmap, layer: DecodeJob["layer"], count: number): Decoded {
  const { width: columns, height: rows } = bitmap;
  const [, context] = canvasOf(columns, rows, true);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const whole: Level = { columns, rows, bitmap: null, ...codesOf(context.getImageData(0, 0, columns, rows).data, layer.depth ?? 16) };
  const levels = [whole];
  while (levels.length < count) levels.push(strongest(levels.at(-1)!, layer));
  return { levels, sizes: sizesOfCodes(whole, layer) };
}

/** Return the parts of a decoded picture that are passed on without a copy. */
export const transfersOf = ({ levels }: Decoded): Transferable[] =>
  levels.flatMap(({ bitmap, codes, flags }) => [bitmap, codes?.buffer, flags?.buffer].filter((part) => part !== undefined && part !== null));
