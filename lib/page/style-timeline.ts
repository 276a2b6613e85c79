export const STYLE_OF_TIMELINE = `
figure{margin:0}
.timeline{display:block;overflow:visible;font-size:13px;font-variant-numeric:tabular-nums}
.timeline text{fill:var(--muted);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.timeline .lane{fill:var(--ink);font-weight:700}
.timeline .stage{fill:var(--ink);font-weight:700}
.timeline .away{fill:var(--ink);font-weight:600}
.ticks .m:not(circle){width:2px;height:22px}.bars .m:not(circle){height:var(--bar)}.bars .queue{height:1px}
.axis line{stroke:var(--line)}
.middle{text-anchor:middle}.axis .end{text-anchor:end}
.outage{fill:var(--shade);fill-opacity:.05}.hatch{stroke:var(--shade);stroke-opacity:.16;stroke-width:1.5}
svg .primary{fill:var(--primary)}svg .standby{fill:var(--standby)}svg .wrong{fill:var(--bad)}
svg .waiting rect,rect.waiting{fill:none;stroke:var(--bad);stroke-dasharray:3 2}
svg .refused{fill:var(--paper);stroke:var(--muted);stroke-width:1.5}
.queue{fill:var(--standby);fill-opacity:.55}
.home-area{fill:var(--primary);fill-opacity:.14}.home-line{fill:none;stroke:var(--primary);stroke-width:2;vector-effect:non-scaling-stroke}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin:.9rem 0 0;padding:0;list-style:none;font-size:.875rem;color:var(--muted)}
.legend svg{width:22px;height:12px;margin-right:.5em;vertical-align:-1px}
figcaption{margin-top:.75rem;max-width:44rem;color:var(--muted);font-size:.9375rem}
@media (max-width:36rem){.timeline{font-size:12px}.axis .minor,.wide{display:none}}`;
