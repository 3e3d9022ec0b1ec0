/** Black on white, made for A5 and as well read on A4. The measures are those of the wallet's sheets. */
export const slipStyle = `
@page { size: A5; margin: 8mm 10mm; }
* { box-sizing: border-box; margin: 0; padding: 0; }
:root { color-scheme: only light; }
body { background: #fff; color: #000; font: 11pt/1.3 "Atkinson Hyperlegible Next", "Atkinson Hyperlegible", Verdana, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
.sheet { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.5mm; max-width: 128mm; margin: 0 auto; }
header { display: flex; align-items: center; justify-content: space-between; padding-block-end: 1.5mm; border-block-end: 2px solid #000; }
header > span { display: flex; align-items: center; gap: 2mm; }
h1 { font-size: 1.3em; line-height: 1.2; }
h2 { font-size: 1.1em; }
ol, ul { list-style: none; }
svg { display: block; }
path { shape-rendering: crispEdges; }
header path { shape-rendering: auto; }
dl { display: grid; gap: 1.5mm; }
dl > div { display: grid; grid-template-columns: 7em minmax(0, 1fr); gap: 0 2mm; }
dt, .soft { color: #333; }
dd { grid-column: 2; font-weight: 700; }
dd.soft { font-weight: 400; }
.module { display: grid; gap: 1.5mm; padding: 2mm 2.5mm; border: 1px solid #000; }
.stop { grid-template-columns: 36mm minmax(0, 1fr); align-items: center; gap: 1.5mm 3mm; border-width: 2px; }
.stop > h2, .stop > p { grid-column: 1 / -1; }
.groups { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.5mm; }
.groups > li { display: flex; align-items: baseline; justify-content: center; gap: 1.5mm; padding: 1mm 0; border: 1px solid #555; border-radius: 2mm; white-space: nowrap; }
.groups b { font-size: 1.1em; letter-spacing: 0.06em; }
small { font-size: 0.8em; font-weight: 400; color: #333; }
.qr { padding: 2mm; }
.qr > svg { width: 100%; height: auto; }
.signed-text { display: grid; gap: 1.5mm; }
.codes { display: grid; grid-template-columns: repeat(2, 58mm); justify-content: space-between; gap: 2mm; }
.codes > li { display: grid; justify-items: center; }
.codes .qr { width: 58mm; padding: 2mm; }
.tear-off { display: grid; gap: 1.5mm; padding-block-start: 2mm; border-block-start: 2px dashed #000; }
.signed { display: flex; align-items: end; gap: 2mm; }
.signed > i { flex: 1; height: 9mm; border-block-end: 1px solid #000; }
.signed > i.long { flex-grow: 3; }
header, dl > div, .module, .codes > li, .groups > li, .tear-off, p { break-inside: avoid; }
header, h2 { break-after: avoid; }
.signed-text { break-before: page; }
@media screen { .sheet { padding: 6mm 0; width: calc(100% - 8mm); } }
@media screen and (max-width: 128mm) { .codes, .stop { grid-template-columns: minmax(0, 1fr); } .codes .qr { width: 100%; } .groups { grid-template-columns: repeat(auto-fit, minmax(6.5em, 1fr)); } }
`;
