/** Downloads of texts and pictures as files. */

/** Let the user save a text or a picture under a file name. */
export function download(name: string, content: string | Blob, kind: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
