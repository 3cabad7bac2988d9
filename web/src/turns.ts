/** Turns of loads: to begin a request takes a browser more than a millisecond, and a new view asks for dozens of tiles. */

/** The loads that begin at once, and the milliseconds until the next ones begin. */
const AT_ONCE = 3;
const PAUSE = 12;

interface Waiting {
  signal: AbortSignal;
  begin: () => void;
}

let waiting: Waiting[] = [];
let begun = 0;

/** Wait for a turn to load; those who no longer want theirs do not hold up others. */
export function turn(signal: AbortSignal): Promise<void> {
  if (begun === AT_ONCE) return new Promise((begin) => waiting.push({ signal, begin }));
  begun++;
  if (begun === 1) setTimeout(next, PAUSE);
  return Promise.resolve();
}

function next(): void {
  const wanted = waiting.filter(({ signal }) => !signal.aborted);
  const turns = wanted.slice(0, AT_ONCE);
  const ended = waiting.filter(({ signal }) => signal.aborted);
  waiting = wanted.slice(AT_ONCE);
  begun = turns.length;
  for (const { begin } of [...ended, ...turns]) begin();
  if (begun) setTimeout(next, PAUSE);
}
