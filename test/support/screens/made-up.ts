// What every fictional row is made of: days before today, ids that look like ids.

export const day = (back: number) =>
  new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 16).concat(':00Z');
export const id = (letter: string, chars = 43) => letter.repeat(chars);
