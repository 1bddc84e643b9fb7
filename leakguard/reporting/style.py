"""How the page looks, on a screen, light or dark, on a telephone, and printed. The colours are those of the paper."""

from leakguard.reporting.palette import ACCENT, DARK, HAIR, INK, LINE, PAPER, QUIET, SHADE

_COLOURS = {"paper": PAPER, "shade": SHADE, "ink": INK, "quiet": QUIET, "accent": ACCENT, "line": LINE, "hair": HAIR}
_LIGHT = ";".join(f"--{name}:{colour}" for name, colour in _COLOURS.items())
_DARK = ";".join(f"--{name}:{DARK[colour]}" for name, colour in _COLOURS.items())

CSS = f"""
:root{{color-scheme:light;{_LIGHT}}}
@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{_DARK}}}}}
*{{box-sizing:border-box}}
html{{background:var(--paper);color:var(--ink);font:100%/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}}
body{{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;overflow-wrap:anywhere}}
a{{color:var(--accent);text-decoration:underline;text-underline-offset:.15em}}
a:focus-visible,[tabindex]:focus-visible{{outline:3px solid var(--accent);outline-offset:2px}}
.skip{{position:absolute;left:-99rem}}
.skip:focus{{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}}
h1{{font-size:2.4rem;line-height:1.15;margin:.2rem 0 1.5rem}}
h1::after{{content:"";display:block;width:3.5rem;height:.25rem;background:var(--accent);margin-top:1rem}}
h2{{font-size:1.5rem;line-height:1.25;color:var(--accent);margin:3.5rem 0 1rem}}
h3{{font-size:1.08rem;margin:1.6rem 0 .5rem}}
h4{{font-size:1rem;margin:1.2rem 0 .4rem}}
p{{margin:0 0 .8rem}}
.label{{font-weight:700;color:var(--accent);margin:0}}
.lead{{font-size:1.2rem;line-height:1.5}}
.quiet,figcaption,.foot{{color:var(--quiet);font-size:.9rem}}
.note{{background:var(--shade);border-inline-start:.3rem solid var(--accent);padding:.9rem 1.2rem;margin:1.2rem 0}}
.note p:last-child{{margin-bottom:0}}
nav ol{{list-style:none;padding:0;columns:2 18rem}}
nav li{{padding:.2rem 0}}
dl{{margin:0 0 1rem}}
dl>div{{display:grid;grid-template-columns:9.5rem 1fr;gap:0 1rem;padding:.15rem 0}}
dt{{color:var(--quiet);font-size:.92rem}}
dd{{margin:0}}
dd p{{margin:0}}
code{{font:.86em/1.5 ui-monospace,"Cascadia Mono",Consolas,"DejaVu Sans Mono",monospace}}
.numbers{{display:flex;flex-wrap:wrap;border-block:1px solid var(--line);padding:.7rem 0}}
.numbers>div{{display:flex;flex-direction:column-reverse;flex:1 1 7rem}}
.numbers dd{{font-size:1.9rem;font-weight:700;line-height:1.2;color:var(--accent)}}
.scroll{{overflow-x:auto;margin:.5rem 0 1.5rem}}
table{{border-collapse:collapse;width:100%;font-size:.92rem}}
caption{{text-align:start;color:var(--quiet);padding:.2rem 0 .4rem}}
th,td{{text-align:start;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--hair)}}
thead th{{overflow-wrap:normal;background:var(--shade);color:var(--accent);border-block:1px solid var(--line)}}
tbody th{{font-weight:400}}
td p,th p{{margin:0}}
article{{border-top:1px solid var(--hair);margin-top:1.6rem;padding-top:.1rem}}
.card{{display:flex;flex-wrap:wrap;gap:1rem 1.6rem}}
.card figure{{margin:0;flex:0 0 11rem}}
.card dl{{flex:1 1 22rem}}
.card .missing{{flex:0 0 11rem;color:var(--quiet);font-size:.9rem}}
img{{max-width:100%;height:auto;display:block}}
.tree,.tree ul{{list-style:none;margin:0;padding-inline-start:1.1rem}}
.tree ul{{border-inline-start:1px solid var(--line)}}
.tree li{{padding:.25rem 0}}
.tree p{{margin:0}}
.chart{{margin:1rem 0}}
.chart svg{{width:100%;height:auto;display:block;font-family:inherit}}
.steps{{padding-inline-start:2rem}}
.steps li{{margin:.5rem 0}}
.ink{{fill:var(--ink)}}.quiet-fill{{fill:var(--quiet)}}.accent{{fill:var(--accent)}}.pale{{fill:var(--shade)}}
.line{{stroke:var(--hair)}}.axis{{stroke:var(--quiet)}}
.mark{{fill:var(--accent)}}.open{{fill:var(--paper);stroke:var(--accent);stroke-width:1.2}}
@media (max-width:36rem){{dl>div{{grid-template-columns:1fr}}
td code{{display:inline-block;min-width:12rem}}.numbers>div{{flex-basis:40%}}}}
@media print{{
@page{{margin:18mm 16mm}}
html{{font-size:9.5pt}}
body{{max-width:none;padding:0}}
.skip{{display:none}}
a{{color:var(--ink);text-decoration:none}}
h2,h3,h4{{break-after:avoid}}
article,tr,.note,.chart{{break-inside:avoid}}
.scroll{{overflow:visible}}
thead{{display:table-header-group;break-after:avoid}}
caption{{break-after:avoid}}
tbody tr:first-child{{break-before:avoid}}
.break{{break-before:page}}
.note,thead th,.pale{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
}}
""".strip()
