/** The one style sheet of the report; its hash is all the page's policy lets through. */
export const STYLE = `
:root {
  color-scheme: light;
  --ink: #1c242b; --soft: #55606a; --faint: #d9dbd8; --ground: #fff; --panel: #f5f5f1; --link: #17507a;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font-variant-numeric: tabular-nums; }
.switch { position: fixed; top: 0; left: 0; opacity: 0; pointer-events: none; }
#language-id:checked ~ .page [lang="en"], #language-en:checked ~ .page [lang="id"] { display: none; }
.page { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
p, ul, ol, dl, figcaption, .verdict { max-width: 68ch; }
p { margin: 0 0 .75rem; }
a { color: var(--link); text-underline-offset: .15em; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0; font-size: 1.05rem; font-weight: 600; }
h1 small { display: block; font-size: .875rem; font-weight: 400; color: var(--soft); }
h2 { margin: 3.25rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--ink); font-size: 1.375rem; }
h3 { margin: 0; font-size: 1.0625rem; }
code, .mono { font: .8125em ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.soft, figcaption { color: var(--soft); font-size: .875rem; }
.none { color: var(--soft); font-style: italic; }

.bar { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: 1rem 0; }
.languages { display: flex; border: 1px solid var(--soft); border-radius: 999px; overflow: hidden; flex: none; }
.languages label { padding: .45rem .9rem; font-size: .875rem; cursor: pointer; }
#language-id:checked ~ .page label[for="language-id"],
#language-en:checked ~ .page label[for="language-en"] { background: var(--ink); color: #fff; }
#language-id:focus-visible ~ .page .languages,
#language-en:focus-visible ~ .page .languages { outline: 3px solid var(--link); outline-offset: 2px; }
.notice { display: flex; gap: .75rem; margin: 0 0 1.5rem; padding: .75rem 1rem; max-width: none;
  border: 2px dashed var(--ink); border-radius: .375rem; }
.notice strong { flex: none; text-transform: uppercase; font-size: .8125rem; letter-spacing: .04em; line-height: 1.9; }

.verdict { margin: 1.75rem 0 1.5rem; font-size: clamp(1.5rem, 4.2vw, 2.125rem); line-height: 1.2; font-weight: 600;
  letter-spacing: -.01em; max-width: 30ch; text-wrap: balance; }
.three { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; margin: 0; max-width: none; }
.three div { padding: .75rem 0 0; border-top: 3px solid var(--ink); }
.three dt { color: var(--soft); font-size: .875rem; }
.three dd { margin: 0; }
.three .big { font-size: clamp(1.625rem, 5vw, 2.5rem); line-height: 1.15; font-weight: 600; letter-spacing: -.02em;
  white-space: nowrap; }
.share { display: block; width: 100%; height: 12px; margin: 1.5rem 0 .35rem; }

.first { margin: 0; padding: 0; list-style: none; counter-reset: first; max-width: 68ch; }
.first li { position: relative; padding: .6rem 0 .6rem 2.25rem; border-top: 1px solid var(--faint); }
.first li:first-child { border-top: 0; }
.first b { display: block; font-weight: 600; }
.first small { display: block; margin-top: .2rem; }
.first i { font-style: normal; white-space: nowrap; }
.badge { display: inline-grid; place-items: center; flex: none; min-width: 1.5rem; height: 1.5rem; padding: 0 .3rem;
  border: 1.5px solid var(--ink); border-radius: 999px; background: #fff; font-size: .8125rem; font-weight: 600; }
.first .badge { position: absolute; left: 0; top: .65rem; }

.rule { margin: 0; padding: 1.5rem 0 1.25rem; border-top: 1px solid var(--faint); }
.rule:first-of-type { padding-top: .5rem; border-top: 0; }
.rule header { display: flex; align-items: flex-start; gap: .75rem; margin-bottom: .6rem; }
.rule header > div { flex: 1; min-width: 0; }
.tags { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin-top: .3rem; font-size: .8125rem;
  color: var(--soft); }
.chip { padding: .05rem .5rem; border: 1.5px solid var(--ink); border-radius: .25rem; color: var(--ink);
  font-weight: 600; white-space: nowrap; }
.chip.fail, .chip.quarantine { background: var(--ink); color: #fff; }
.chip.info { border-color: var(--soft); background: var(--panel); font-weight: 400; }
.badge.fail, .badge.quarantine { background: var(--ink); color: #fff; }
.badge.info { border-color: #9a9a9a; }
.nowrap { white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.contents { margin: 1.75rem 0 0; padding: .75rem 0 0; border-top: 1px solid var(--faint); font-size: .9375rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 0; padding: 0; list-style: none; max-width: none; }
.contents a { display: inline-block; padding: .2rem 0; }
.severities .sign { min-width: 1em; text-align: center; }
.index { max-width: 46rem; margin: .25rem 0 1.5rem; }
.index th { font-weight: 500; }
.index td:first-child { width: 3rem; }
.change del { text-decoration-color: var(--soft); }
.change ins { font-weight: 600; text-decoration: none; }
section h3 { scroll-margin-top: 1rem; }
figure > h3, section > h3 { margin: 1.5rem 0 .5rem; }
.next { padding: .6rem .9rem; border-left: 3px solid var(--ink); background: var(--panel); }
.next b { font-weight: 600; }
.calm h3 { font-weight: 500; }

table { position: relative; width: 100%; border-collapse: collapse; font-size: .875rem; line-height: 1.4; }
.slim { max-width: 42rem; }
caption { text-align: left; color: var(--soft); font-size: .8125rem; padding: .25rem 0; }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--faint); }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; border-bottom: 1.5px solid var(--ink); color: var(--soft); font-weight: 500;
  vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody th small, tfoot th small, td small { display: block; font-weight: 400; color: var(--soft); font-size: .8125rem;
  overflow-wrap: anywhere; }
.num { text-align: right; white-space: nowrap; }
tfoot th, tfoot td { border-top: 1.5px solid var(--ink); font-weight: 600; }
.label { display: none; }
.status { white-space: nowrap; }
td.status, th.status { padding-left: 1rem; }
.off { font-weight: 600; }
.examples { margin: .75rem 0; }
.examples tbody th { width: 34%; font-weight: 400; }
.examples td { min-width: 7.5rem; }
.got { font-weight: 600; overflow-wrap: anywhere; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); padding: .35rem 0; font-size: .9375rem; }

figure { margin: 1rem 0; }
figure svg { display: block; max-width: 100%; height: auto; }
svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
.narrow { display: none !important; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: .6rem 0; padding: 0; list-style: none;
  font-size: .875rem; max-width: none; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.legend svg { flex: none; width: auto; }
.rule + details.more { border-top: 1px solid var(--faint); }
.legend .badge { min-width: 1.3rem; height: 1.3rem; font-size: .75rem; }
.criteria { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .15rem 1.25rem;
  margin: .5rem 0; padding: 0; list-style: none; font-size: .875rem; max-width: none; }
.criteria b { display: inline-block; min-width: 2rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--faint); }

@media (max-width: 40rem) {
  .page { padding: 0 1rem 3rem; }
  .wide { display: none !important; }
  .narrow { display: block !important; }
  h2 { margin-top: 2.5rem; }
  .notice, .notice strong { display: block; }
  .bar { flex-wrap: wrap; }
  .bar h1 { flex: 1 1 100%; }
  .three { gap: .6rem; }
  .three dt { min-height: 2.7em; }
  .three dt, .three small { font-size: .8125rem; line-height: 1.35; display: block; }
  .stack thead { display: none; }
  .stack tr { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: .7rem 0; border-top: 1px solid var(--faint); }
  .stack th, .stack td { display: block; padding: 0; border: 0; text-align: left; }
  .stack tbody th, .stack tfoot th, .stack td.full, .examples td { width: 100% !important; }
  .index .chip { padding: 0 .35rem; font-size: .75rem; }
  .index td, .index th { padding-right: .4rem; }
  .stack .label { display: block; color: var(--soft); font-size: .75rem; font-weight: 400; }
  .stack .empty { display: none; }
  .examples td { min-width: 0; }
  .examples .label { display: inline; margin-right: .4rem; }
  td.status { padding: 0; }
  .criteria { grid-template-columns: 1fr; }
}

@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  :root { font-size: 10pt; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .page { max-width: none; padding: 0; }
  .languages, .contents { display: none; }
  details:not(.surplus)::details-content { content-visibility: visible; display: block; block-size: auto; }
  details:not(.surplus) > summary { color: inherit; list-style: none; font-weight: 600; break-after: avoid; }
  details.surplus:not([open]) > summary::after { content: " (report.json)"; }
  a { color: inherit; text-decoration: none; }
  h2 { margin-top: 1.75rem; }
  h2 + *, .rule header + * { break-before: avoid; }
  h2, h3, .rule header, caption { break-after: avoid; }
  figure, tr, li, .next, .notice, .three { break-inside: avoid; }
  .next { break-before: avoid; }
  .rule { padding: 1rem 0 .75rem; }
  figure.flow { break-inside: auto; }
  figure svg { max-height: 165mm; }
  #areas figure:first-of-type svg { max-height: 100mm; width: auto; }
  .legend svg, td svg { max-height: none; }
  tfoot { display: table-row-group; }
  thead { display: table-header-group; }
  .verdict { font-size: 20pt; }
  .three .big { font-size: 22pt; }
}
`
