/** The view as a picture: the panes with their names, the scales of the maps, and a bar of a length. */

import { download } from "./download.js";

/** The lengths of bars, in image pixels. */
const LENGTHS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Return the longest round length whose bar is at most a quarter of a pane wide. */
export function barLength(paneWidth: number, scale: number): number {
  return LENGTHS.filter((length) => length * scale <= paneWidth / 4).at(-1) ?? LENGTHS[0]!;
}

const HEAD = 22;
const FOOT = 26;

interface Shown {
  canvas: HTMLCanvasElement;
  heading: string;
  frame: { scale: number };
  /** Where it lies on the stage, in pixels of the page. */
  left: number;
  top: number;
}

function panesOf(stage: ParentNode): Shown[] {
  return [...stage.querySelectorAll<HTMLElement>("difference-pane")].flatMap((pane) => {
    const { canvas, heading, frame } = pane as unknown as Shown;
    return canvas ? [{ canvas, heading, frame, left: parseFloat(pane.style.left), top: parseFloat(pane.style.top) }] : [];
  });
}

/** Draw the panes of a stage as they lie, each under its name; they may be hidden. */
export function drawView(stage: ParentNode): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const page = document.createElement("canvas");
  const shown = panesOf(stage);
  const scales = [...stage.querySelectorAll<HTMLElement>(".scale")];
  page.width = Math.max(...shown.map(({ left, canvas }) => Math.round(left * ratio) + canvas.width));
  const foot = Math.round(FOOT * Math.max(1, scales.length) * ratio);
  page.height = Math.max(...shown.map(({ top, canvas }) => Math.round((top + HEAD) * ratio) + canvas.height)) + foot;
  const context = page.getContext("2d")!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, page.width, page.height);
  context.fillStyle = "#000";
  context.textBaseline = "middle";
  shown.forEach(({ canvas, heading, left, top }) => {
    const [x, y] = [Math.round(left * ratio), Math.round((top + HEAD) * ratio)];
    context.drawImage(canvas, x, y);
    context.font = `600 ${12 * ratio}px sans-serif`;
    context.fillText(heading, x + 4 * ratio, y - (HEAD / 2) * ratio, canvas.width - 8 * ratio);
  });
  const bottom = page.height - foot;
  scales.forEach((scale, i) => drawScale(context, scale, bottom + (i + 0.5) * FOOT * ratio, ratio));
  const [first] = shown;
  if (first) drawBar(context, first, bottom + (FOOT / 2) * ratio, ratio);
  return page;
}

/** Draw the colours of a scale of maps, and its label. */
function drawScale(context: CanvasRenderingContext2D, scale: HTMLElement, y: number, ratio: number): void {
  const colours = scale.querySelector("canvas");
  if (colours) context.drawImage(colours, 8 * ratio, y - 6 * ratio, 110 * ratio, 12 * ratio);
  context.font = `${11 * ratio}px sans-serif`;
  context.fillStyle = "#000";
  context.fillText(scale.querySelector("small")?.textContent ?? "", 126 * ratio, y, context.canvas.width - 330 * ratio);
}

/** Draw a bar with its length in image pixels at the right. */
function drawBar(context: CanvasRenderingContext2D, { canvas, frame }: Shown, y: number, ratio: number): void {
  const length = barLength(canvas.width, frame.scale);
  const words = `${length} px`;
  context.font = `${11 * ratio}px sans-serif`;
  context.fillStyle = "#000";
  const right = context.canvas.width - 8 * ratio;
  const width = length * frame.scale;
  context.fillRect(right - width, y - 1.5 * ratio, width, 3 * ratio);
  context.fillText(words, right - width - context.measureText(words).width - 6 * ratio, y);
}

const blobOf = (page: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, fail) => page.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large for this browser"))), "image/png"));

/** Save the view as a PNG. */
export async function savePicture(stage: ParentNode, name: string): Promise<void> {
  const stem = name.replace(/[^\w.-]+/g, "_").slice(0, 80) || "view";
  download(`${stem}.view.png`, await blobOf(drawView(stage)), "image/png");
}

/** Copy the view as a PNG. */
export async function copyPicture(stage: ParentNode): Promise<void> {
  // Safari takes a promise only, so that the picture belongs to the click.
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blobOf(drawView(stage)) })]);
}
