/** The arrangement of panes in rows and columns. */

/** Arrange the panes in the number of columns that shows the images largest. */
export function arrange(room: HTMLElement, world: { width: number; height: number }): void {
  const panes = [...room.querySelectorAll<HTMLElement>("difference-pane")];
  const { width, height } = room.getBoundingClientRect();
  const sizeOf = (columns: number) => {
    const rows = Math.ceil(panes.length / columns);
    return Math.min(width / columns / world.width, Math.max(20, height / rows - 26) / world.height);
  };
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= panes.length; columns++) {
    if (sizeOf(columns) > best.size * 1.02) best = { columns, size: sizeOf(columns) };
  }
  // Each error map stands below its image, unless that makes all panes much smaller.
  const above = panes.filter((pane) => pane.dataset["column"] === "0").length;
  const aligned = above < panes.length && sizeOf(above) > 0.75 * best.size;
  if (aligned) best = { columns: above, size: 0 };
  for (const pane of panes) {
    const column = Number(pane.dataset["column"]);
    pane.style.gridColumn = aligned && column ? String(column) : "";
    pane.style.gridRow = aligned && column ? "2" : "";
  }
  room.style.gridTemplateColumns = `repeat(${best.columns}, minmax(0, 1fr))`;
  room.style.gridAutoRows = "minmax(0, 1fr)";
}
