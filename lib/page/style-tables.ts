export const STYLE_OF_TABLES = `
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding:0 0 .5rem}
th,td{padding:.45rem 1rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{border-bottom-color:var(--ink);font-size:.875rem;vertical-align:bottom}
tbody th{font-weight:600}
thead th{overflow-wrap:normal}tr small{display:block;font-weight:400;max-width:min(28rem,45vw)}
.n{text-align:right;white-space:nowrap}.n small{margin-left:auto}
.tag{font-weight:600;white-space:nowrap}.tag::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.45em;background:currentColor}
.tag.primary{color:var(--primary)}.tag.standby{color:var(--standby)}.tag.refused,.tag.waiting{color:var(--muted)}.tag.wrong{color:var(--bad)}
.tag.refused::before{background:none;border:2px solid;border-radius:50%}
.tag.waiting::before{background:none;border:2px dotted}
.tag.wrong::before{content:"✗";background:none;width:auto;height:auto}
details{border-bottom:1px solid var(--line)}
summary{padding:.6rem 0;cursor:pointer;list-style:none;display:flex;align-items:baseline;gap:.75rem}
summary::-webkit-details-marker{display:none}
summary::before{content:"+";flex:none;width:1ch;font-weight:700;color:var(--muted)}
details[open]>summary::before{content:"–"}
summary b{font-weight:600}summary small{display:block}
summary:hover b{text-decoration:underline;text-underline-offset:.2em}
details>:last-child{margin-bottom:1.25rem}
@media (max-width:36rem){th,td{padding-right:.6rem}table{font-size:.875rem}.n small{white-space:normal}}`;
