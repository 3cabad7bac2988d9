/** The unit in which people read the values of a map of errors. */

/** Values are differences of errors to a power; the error of one unit is `size`. */
export interface ErrorUnit {
  name: string;
  power: number;
  size: number;
}

/** Return a value of a map in its unit. */
export function read(value: number, unit: ErrorUnit | null | undefined): number {
  return unit ? (Math.sign(value) * Math.abs(value) ** (1 / unit.power)) / unit.size : value;
}
