export const STYLES = `
:host { all: initial; position: fixed; z-index: 2147483646; top: 16px; left: 16px; bottom: 16px; width: min(480px, calc(100vw - 32px)); pointer-events: none; color-scheme: light dark }
* { box-sizing: border-box }
.panel { pointer-events: auto; max-height: 100%; overflow: auto; overscroll-behavior: contain; border: 1px solid #8886; border-radius: 12px; background: Canvas; color: CanvasText; box-shadow: 0 8px 40px #0004; font: 14px/1.5 system-ui, sans-serif }
header { position: sticky; z-index: 1; top: 0; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 10px 16px; border-bottom: 1px solid #8884; background: Canvas }
h2 { flex: 1; margin: 0; font-size: 16px; white-space: nowrap }
button { min-height: 28px; padding: 2px 10px; border: 1px solid #8888; border-radius: 6px; background: none; color: inherit; font: inherit; cursor: pointer }
button:hover { background: #8882 }
button:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }
[hidden] { display: none }
.close { border: 0; font-size: 20px; line-height: 1 }
a { color: inherit }
details { padding: 0 16px; border-bottom: 1px solid #8884 }
summary { padding: 10px 0; font-weight: 600; cursor: pointer }
ul { display: grid; gap: 6px; margin: 0 0 14px; padding: 0; list-style: none }
li { display: flex; gap: 8px; overflow-wrap: anywhere }
li > span, li > code { min-width: 0 }
b { flex: none; width: 20px; height: 20px; border-radius: 50%; text-align: center; font: 700 12px/20px system-ui, sans-serif; color: #fff }
.good { background: #15803d } .note { background: #475569 } .warn { background: #b45309 } .bad { background: #b91c1c }
time { flex: none; opacity: .75; font-variant-numeric: tabular-nums }
code { font: 13px/1.6 ui-monospace, monospace; overflow-wrap: anywhere }
.ignored { text-decoration: line-through }
p { margin: 0 0 14px }
dl { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 4px 12px; margin: 0 0 14px }
dt { overflow-wrap: anywhere }
dd { margin: 0; min-width: 0 }
pre { margin: 0 0 14px 28px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace }
small { display: block; opacity: .8 }
textarea { display: block; width: calc(100% - 32px); margin: 12px 16px; font: 12px/1.4 ui-monospace, monospace }
@media (max-width: 640px) { :host { top: auto; left: 0; bottom: 0; width: 100%; height: 60% } .panel { border-radius: 12px 12px 0 0 } }
`
