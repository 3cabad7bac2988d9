/** The values of the fields that events come from. */

export const checked = (event: Event): boolean => (event.target as HTMLInputElement).checked;
export const chosen = (event: Event): string => (event.target as HTMLInputElement).value;
