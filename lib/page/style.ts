import { STYLE_OF_TABLES } from "./style-tables";
import { STYLE_OF_TIMELINE } from "./style-timeline";

const COLOURS = `
:root{--paper:#fff;--ink:#16191d;--muted:#565d66;--line:#d5d9de;--wash:#f4f5f7;--good:#176639;--bad:#ae1420;--unknown:#7d5200;
--primary:#2a6096;--standby:#ad5500;--shade:#16191d;color-scheme:light}
@media (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e9e8e4;--muted:#a4abb3;--line:#363c44;--wash:#1e2329;--good:#79c796;--bad:#ff8b84;--unknown:#e5b85c;
--primary:#7db5ea;--standby:#f0a14d;--shade:#fff;color-scheme:dark}}`;

const TEXT = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem;max-width:74rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 -apple-system,"Segoe UI",Roboto,Inter,"Noto Sans",Cantarell,Ubuntu,"Liberation Sans",system-ui,sans-serif;overflow-wrap:break-word}
h1,.figures dd{font-family:Charter,"Bitstream Charter","Charis SIL","Source Serif 4","Iowan Old Style",Cambria,Caladea,Georgia,"Noto Serif","Liberation Serif",serif}
h1{margin:.9rem 0 .8rem;max-width:24em;font-size:clamp(1.75rem,1.2rem + 2.4vw,2.9rem);line-height:1.12;font-weight:700;letter-spacing:-.012em;text-wrap:balance}
h2{margin:0 0 .75rem;font-size:1.3rem;line-height:1.25;letter-spacing:-.005em}
h3{margin:1.5rem 0 .4rem;font-size:1.05rem;line-height:1.3}
p{margin:0 0 .75rem;max-width:44rem}
.lead{font-size:1.125rem;line-height:1.5;max-width:42rem}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.2em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--primary);outline-offset:2px}
main:focus{outline:none}
code,.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:.875em}
details+.note{margin-top:1rem}small,.note{font-size:.875rem;color:var(--muted)}
ul,ol{margin:0 0 .75rem;padding-left:1.25rem}
li{margin:.2rem 0}`;

const HEAD = `
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--ink);color:var(--paper);z-index:1}
header{padding-top:1.75rem}
.kicker{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1.1rem;max-width:none;margin:0;padding:.6rem 0 0;border-top:4px solid var(--ink);font-size:.9375rem}
.kicker time{margin-left:auto;color:var(--muted)}
.result{font-weight:700}
.result::before{content:"✓";margin-right:.4em}
.result.bad::before{content:"✗"}
.result.unknown::before{content:"?"}
.good{color:var(--good)}.bad{color:var(--bad)}.unknown{color:var(--unknown)}
.figures{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;margin:1.75rem 0 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end;padding:.7rem .75rem .8rem 0}
.figures dt{font-size:.875rem;line-height:1.3;color:var(--muted)}
.figures dd{margin:0;font-size:1.9rem;line-height:1.15;font-variant-numeric:lining-nums tabular-nums}
nav ul{display:flex;flex-wrap:wrap;gap:.1rem 1.5rem;margin:.9rem 0 0;padding:0;list-style:none;font-size:.9375rem}
section{margin-top:2.75rem;padding-top:1rem;border-top:1px solid var(--ink)}
.origin{margin:0 0 1rem;display:grid;gap:.6rem}
.origin div{display:grid;grid-template-columns:9rem 1fr;gap:0 1rem}
.origin dt{color:var(--muted)}.origin dd{margin:0}
.problems{padding-left:1rem;border-left:4px solid var(--bad)}
article+article{margin-top:1.5rem}article h3,.problems h3:first-child{margin-top:0}article>:last-child{margin-bottom:0}
.changes{padding:0;list-style:none;font-size:.9375rem}.changes>li{padding:.4rem 0 .4rem 1.5rem;border-bottom:1px solid var(--line)}
.changes>li:last-child{border:0}
.sign{display:inline-block;width:1rem;margin-left:-1.5rem;margin-right:.25rem;text-align:center}
.removed>.sign{color:var(--bad)}.added>.sign{color:var(--good)}.changed>.sign{color:var(--standby)}
.changes ul{list-style:none;padding-left:0;margin:.2rem 0 0;color:var(--muted)}
del{color:var(--bad);text-decoration-thickness:1px}ins{color:var(--good);text-decoration:none}
@media (max-width:36rem){body{overflow-wrap:anywhere}.kicker time{margin-left:0;width:100%}.origin div{grid-template-columns:1fr}.lead{font-size:1.0625rem}.figures{grid-auto-flow:row;grid-template-columns:repeat(4,1fr)}.figures dd{font-size:1.6rem}.figures dt{font-size:.8125rem}.figures div{padding-right:.4rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}`;

const PRINT = `
@page{size:A4;margin:16mm 15mm 18mm}
@media print{:root{--paper:#fff;--ink:#000;--muted:#454b52;--line:#b9bec4;--wash:#fff;--good:#12552e;--bad:#981019;--unknown:#6b4600;--primary:#1f5180;--standby:#a4500a;--shade:#000;color-scheme:light}
html{font-size:9.5pt}body{max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
header{padding-top:0}h1{font-size:24pt}.lead{font-size:1rem;max-width:46rem}.figures{margin-top:1rem}nav,.skip{display:none}
section{margin-top:1.2rem}h2,h3,summary,caption{break-after:avoid}figure,tr,li,.figures,article,.origin div{break-inside:avoid}
thead{display:table-header-group}.scroll{overflow:visible}
details::details-content{content-visibility:visible;display:block}
details>summary{list-style:none}details>summary::before{display:none}a{text-decoration:none}}`;

const FORCED = `
@media (forced-colors:active){:root{--ink:CanvasText;--muted:CanvasText;--line:CanvasText;--paper:Canvas;--wash:Canvas;--good:CanvasText;--bad:CanvasText;--unknown:CanvasText;--primary:LinkText;--standby:CanvasText;--shade:CanvasText}.axis line{stroke-opacity:.3}.hatch{stroke-opacity:.4}}`;

/** The style of every page: light, dark, print and forced colours, from 360 pixels up. */
export const STYLE = [COLOURS, TEXT, HEAD, STYLE_OF_TABLES, STYLE_OF_TIMELINE, PRINT, FORCED].join("").trim();
