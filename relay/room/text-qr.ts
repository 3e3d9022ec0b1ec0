import { renderUnicodeCompact } from 'uqr';

/** For a terminal: two modules a character, with the quiet zone that a camera needs. */
export const textQr = (text: string): string => renderUnicodeCompact(text, { ecc: 'M', border: 2 });
