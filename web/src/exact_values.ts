/** The values of single pixels, which a server tells for images whose stored values are not served as tiles. */

export class ExactValues {
  private known = { at: "", values: [] as number[] };
  private asking = 0;

  constructor(
    private readonly base: string,
    private readonly headers: () => Record<string, string>,
    private readonly changed: () => void,
  ) {}

  /** Return the values of a pixel; null until the server has told them, which it is asked once the pointer rests. */
  at(x: number, y: number): number[] | null {
    if (this.known.at === `${x} ${y}`) return this.known.values;
    clearTimeout(this.asking);
    this.asking = window.setTimeout(async () => {
      const answer = await fetch(`${this.base}values?x=${x}&y=${y}`, { headers: this.headers() }).catch(() => null);
      const values: unknown = answer?.ok ? await answer.json() : null;
      if (!Array.isArray(values)) return;
      this.known = { at: `${x} ${y}`, values: values.map((value) => (value === null ? NaN : Number(value))) };
      this.changed();
    }, 60);
    return null;
  }
}
