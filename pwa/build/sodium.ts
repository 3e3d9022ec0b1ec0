// libsodium's module carries its WebAssembly as base64 text, which compresses to 130 kB where the bytes themselves take
// 100, and has to be decoded on the phone. The build takes the bytes out into a file beside it; nothing else changes.

import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** `F??=(decoder)("AGFzbQ…")`: the text is handed to a decoder, and what it gives is kept under one name. */
const text = /\("(AGFzbQ[A-Za-z0-9+/=]{100000,})"\)/;
const decoder = /(\w+)\?\?=\((?:(?!\?\?=).){1,2000}$/;

export function sodium(): Plugin {
  return {
    name: 'vav-sodium',
    apply: 'build',
    transform(code, id) {
      if (!/\/libsodium\/dist\/modules-esm\/libsodium\.mjs$/.test(id)) return null;
      const found = text.exec(code);
      const before = found && decoder.exec(code.slice(0, found.index));
      if (!found || !before)
        throw new Error('build: expected the WebAssembly of libsodium where it always stood');
      const source = Buffer.from(found[1] ?? '', 'base64');
      const name = createHash('sha256').update(source).digest('base64url').slice(0, 8);
      const fileName = `assets/libsodium-${name}.wasm`;
      this.emitFile({ type: 'asset', fileName, source });
      const read = `${before[1]}??=new Uint8Array(await(await fetch("/${fileName}")).arrayBuffer())`;
      return {
        code: code.slice(0, before.index) + read + code.slice(found.index + found[0].length),
        map: null,
      };
    },
  };
}
