/** Light and dark, one accent, and one color for each thing that can happen to money. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f6f9; --panel: #fff; --ink: #1c1c2b; --soft: #6a6a80; --line: #e4e4ec; --accent: #5b5bd6;
  --good: #18794e; --good-back: #dff3e8; --bad: #b42318; --bad-back: #fde7e4; --warn: #8a5a00; --warn-back: #fdf0d0;
  --open: #3f3fb5; --open-back: #e6e6fb; --quiet: #5f5f73; --quiet-back: #ececf1;
  --captured: #2e9e6b; --refunded: #e58a7b; --held: #8b8bea; --released: #cfcfdc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14141c; --panel: #1d1d28; --ink: #ececf4; --soft: #9a9ab0; --line: #2e2e3d; --accent: #8e8ef0;
    --good: #7fdcae; --good-back: #153526; --bad: #ff9d90; --bad-back: #45201c; --warn: #f2c66d; --warn-back: #3b2e12;
    --open: #b4b4ff; --open-back: #2a2a52; --quiet: #a9a9bd; --quiet-back: #2b2b38;
    --captured: #3fb37e; --refunded: #d97a6a; --held: #7c7ce0; --released: #4a4a5c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
code, pre { font: 12px/1.55 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
h1 { font-size: 22px; margin: 0 0 8px; }
h2 { font-size: 15px; margin: 0 0 10px; display: flex; gap: 8px; align-items: baseline; }
h3 { font-size: 12px; margin: 14px 0 6px; color: var(--soft); font-weight: 600; }
small, time, .hint, .more, .legend, .label, .zone { color: var(--soft); }
small { font-size: 12px; }
p { margin: 0; }
a { color: inherit; text-decoration: none; }
ol, ul { list-style: none; margin: 0; padding: 0; }
header { display: flex; gap: 16px; align-items: center; padding: 12px 24px; background: var(--panel); border-bottom: 1px solid var(--line); flex-wrap: wrap; }
header .name { display: flex; gap: 8px; align-items: center; font-weight: 700; font-size: 16px; }
header .address { color: var(--soft); }
header .journal { margin-left: auto; color: var(--soft); font-size: 12px; }
.columns { display: grid; grid-template-columns: 208px minmax(0, 1fr); max-width: 1680px; margin: 0 auto; }
nav { padding: 20px 8px 20px 24px; }
nav h2 { margin: 0; }
nav .hint { font-size: 12px; margin-bottom: 10px; }
nav b { font-size: 13px; }
nav a { display: flex; flex-direction: column; padding: 8px 10px; margin-left: -10px; border-radius: 8px; overflow-wrap: anywhere; }
nav a:hover { background: var(--quiet-back); }
nav a.chosen { background: var(--open-back); color: var(--open); }
main { padding: 20px 24px 40px 12px; min-width: 0; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; margin-bottom: 16px; }
.grid { display: grid; grid-template-columns: minmax(0, 1.9fr) minmax(320px, 1fr); gap: 16px; align-items: start; }
.count { font-weight: 500; font-size: 12px; color: var(--soft); background: var(--quiet-back); border-radius: 9px; padding: 0 8px; }
.hint, .more, .legend { font-size: 12px; margin-bottom: 8px; }
.more { margin: 8px 0 0; }
.empty { color: var(--soft); padding: 4px 0; }
.label { font-size: 12px; font-weight: 600; }
.pill { display: inline-block; font-size: 11.5px; font-weight: 600; line-height: 1; padding: 5px 8px; border-radius: 20px; white-space: nowrap; font-style: normal; }
.pill.good { color: var(--good); background: var(--good-back); }
.pill.bad { color: var(--bad); background: var(--bad-back); }
.pill.warn { color: var(--warn); background: var(--warn-back); }
.pill.open { color: var(--open); background: var(--open-back); }
.pill.quiet { color: var(--quiet); background: var(--quiet-back); }
[hidden] { display: none !important; }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: var(--released); margin-right: 2px; }
.dot.good { background: var(--captured); } .dot.bad { background: var(--bad); }
button, select { font: inherit; font-size: 13px; padding: 6px 12px; border-radius: 8px; border: 1px solid var(--line); background: var(--panel); color: var(--ink); cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
button:disabled { opacity: .55; cursor: default; border-color: var(--line); color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button.small { padding: 2px 9px; font-size: 12px; }
form { display: inline-block; }
.notice { display: flex; gap: 12px; align-items: center; justify-content: space-between; padding: 8px 12px; border-radius: 8px; background: var(--warn-back); color: var(--warn); margin: 8px 0; }
.notice.good { background: var(--good-back); color: var(--good); }
.notice.bad { background: var(--bad-back); color: var(--bad); }
#notice .notice { margin: 0 0 16px; }

#clock { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 56px; }
#clock .label { display: flex; align-items: center; gap: 8px; min-height: 24px; }
#clock .time { font-size: 26px; font-weight: 650; letter-spacing: -.01em; font-variant-numeric: tabular-nums; margin: 2px 0 10px; }
#clock .time time { color: var(--ink); font-size: inherit; }
#clock .zone { font-size: 13px; font-weight: 500; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.coming ol { margin-top: 6px; }
.coming li { padding: 2px 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.coming b { display: inline-block; min-width: 84px; font-variant-numeric: tabular-nums; }
.coming code { color: var(--soft); }

.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin: 0 3px 0 10px; vertical-align: -1px; }
.legend i:first-child { margin-left: 0; }
i.captured { background: var(--captured); } i.refunded { background: var(--refunded); } i.held { background: var(--held); } i.released { background: var(--released); }
rect.captured { fill: var(--captured); } rect.refunded { fill: var(--refunded); } rect.held { fill: var(--held); } rect.released { fill: var(--released); }
.bar { display: block; width: 100%; height: 8px; border-radius: 4px; background: var(--quiet-back); }
.payment { border-top: 1px solid var(--line); }
.payment > summary { display: grid; grid-template-columns: 162px 88px 120px minmax(0, 1fr) 80px; gap: 14px; align-items: center; padding: 8px 4px; cursor: pointer; list-style: none; }
.payment > summary::-webkit-details-marker { display: none; }
.payment > summary:hover { background: var(--page); }
.payment .amount { text-align: right; font-variant-numeric: tabular-nums; }
.payment .pill { justify-self: start; }
.payment .story { line-height: 1.3; font-size: 13px; }
.payment .story small { display: block; text-transform: capitalize; }
.payment > summary time { text-align: right; font-size: 12px; }
.payment[open] > summary { background: var(--page); }
.opened { display: grid; grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr); gap: 4px 24px; padding: 4px 14px 16px; border-left: 3px solid var(--accent); margin: 0 0 8px 4px; }
.opened h3:first-child { margin-top: 4px; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 14px; margin: 4px 0; font-size: 13px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
td { padding: 3px 10px 3px 0; vertical-align: middle; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.said { font-size: 13px; }
.link { color: var(--accent); text-decoration: underline; }
.timeline li { position: relative; padding: 2px 0 2px 18px; font-size: 13px; overflow-wrap: anywhere; }
.timeline li::before { content: ""; position: absolute; left: 3px; top: 9px; width: 7px; height: 7px; border-radius: 50%; background: var(--held); }
.timeline li:not(:last-child)::after { content: ""; position: absolute; left: 6px; top: 16px; bottom: -9px; width: 1px; background: var(--line); }
.raw { grid-column: 1 / -1; margin-top: 8px; }
details summary { cursor: pointer; }
pre { background: var(--page); border-radius: 8px; padding: 10px 12px; overflow-x: auto; margin: 6px 0; max-height: 420px; }

.list details { border-top: 1px solid var(--line); }
.list summary { padding: 5px 2px; font-size: 13px; display: flex; gap: 10px; align-items: center; list-style: none; }
.list summary:hover { background: var(--page); }
.list { max-height: 460px; overflow-y: auto; }
time { font-variant-numeric: tabular-nums; font-size: 12px; }
.endpoints li { padding: 2px 0; overflow-wrap: anywhere; }
.deliveries li, .rules li { display: flex; gap: 10px; align-items: center; padding: 6px 0; border-top: 1px solid var(--line); }
.what { flex: 1; min-width: 0; font-size: 13px; line-height: 1.35; overflow-wrap: anywhere; }
.what small { display: block; }
.fault { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 10px; }
.fault select { flex: 1 1 100%; min-width: 0; }
.deliveries { max-height: 420px; overflow-y: auto; }
.requests time { white-space: nowrap; }
.requests td { border-top: 1px solid var(--line); }
.requests .path { width: 100%; overflow-wrap: anywhere; }
.welcome { max-width: 880px; padding: 28px 32px; }

@media (max-width: 1180px) {
  .grid { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media (max-width: 820px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  nav { padding: 16px; } main { padding: 0 16px 32px; }
  #clock, .opened { grid-template-columns: minmax(0, 1fr); }
  .payment > summary { grid-template-columns: auto auto 1fr; }
  .payment .story, .payment .bar { grid-column: 1 / -1; }
}
`;
