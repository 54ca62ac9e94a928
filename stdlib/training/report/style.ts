/** How many colours there are for curves of one plot. */
export const curveColours = 6;

/** The look of a report, light and dark; the colours of curves stay apart for readers who do not see red or green. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2126; --soft: #5b6570; --rule: #dde2e7; --panel: #f6f8fa;
  --c1: #0068b0; --c2: #c25100; --c3: #007a5a; --c4: #a8488a; --c5: #8a6400; --c6: #5a55b8; --low: #f0f5fa; --note: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --page: #14181c; --ink: #e6eaee; --soft: #9aa5b0; --rule: #313941; --panel: #1b2127;
  --c1: #5fb2f2; --c2: #ff9351; --c3: #3ecf9f; --c4: #e898cb; --c5: #e6b93f; --c6: #aaa6f5; --low: #1f2a34; --note: #e6b93f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0; font-size: 26px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; font-size: 17px; }
.lead { margin: 4px 0 20px; color: var(--soft); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px 24px; margin: 0; padding: 16px; background: var(--panel); border-radius: 8px; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 480px; width: 100%; }
th, td { padding: 7px 12px; border-bottom: 1px solid var(--rule); text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--soft); font-size: 13px; font-weight: 500; }
tbody th { font-weight: 500; }
td.value { font-weight: 600; }
.hint { color: var(--soft); font-size: 13px; font-weight: 400; }
.notes { margin: 0; padding: 12px 16px 12px 32px; border-left: 3px solid var(--note); background: var(--panel); overflow-wrap: anywhere; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px; }
figure { margin: 0; padding: 16px; border: 1px solid var(--rule); border-radius: 8px; min-width: 0; }
figure h3 { margin: 0 0 2px; font-size: 15px; }
figcaption { margin: 0 0 8px; color: var(--soft); font-size: 13px; }
figure svg { display: block; width: 100%; height: auto; max-width: 100%; font: 12px system-ui, sans-serif; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 13px; overflow-wrap: anywhere; }
.legend i { display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle; border-radius: 2px; }
${Array.from({ length: curveColours }, (_, index) => `.k${index + 1} { background: var(--c${index + 1}); }`).join(" ")}
@media print { main { padding: 0; } figure { break-inside: avoid; } }
`;
