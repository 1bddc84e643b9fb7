"""A site with what leak sites do: lazy and endless pages, gates, frames of another site, and pictures in every disguise.

`picture(number)` is a stranger, told apart from all others by the colours that it alone has; the grey that stands in its place
has none of them.
"""

import base64
import shutil
import subprocess
from functools import cache

import numpy as np
from PIL import Image

from leakguard.imaging import madeup
from tests.support.pictures import nobody
from tests.support.servers import Page, Reply, redirect

HTML = "text/html; charset=utf-8"


def html(body: str, title: str = "Album") -> Reply:
    return Reply(f"<!doctype html><title>{title}</title>{body}".encode(), content_type=HTML)


def jpeg(data: bytes) -> Reply:
    return Reply(data, content_type="image/jpeg")


@cache
def stranger(number: int, width: int = 320, height: int = 240) -> bytes:
    """A picture of somebody else."""
    return madeup.encode(nobody(1000 + number, width, height), quality=88)


def as_data(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def pages(copy: bytes) -> dict[str, Page]:
    """`copy` is a copy of an original of the case."""
    return {
        "/copy.jpg": jpeg(copy),
        "/album": html("<p>Look at this.</p><img src=/copy.jpg><img src=/s0.jpg>"),
        **{f"/s{number}.jpg": jpeg(stranger(number)) for number in range(12)},
        "/gate": html(
            "<p>You must be at least 18 to enter.</p><button onclick=\"location.href='/album'\">Enter</button>", "Adults"
        ),
    }


@cache
def film() -> bytes:
    """A second of the stranger's colour; where no program makes one, bytes that only begin like one."""
    if not (program := shutil.which("ffmpeg")):
        return b"\x1a\x45\xdf\xa3" + b"webm" * 400
    source = ["-f", "lavfi", "-i", "color=0xe010e0:size=240x180:rate=5:duration=1"]
    made = [program, "-loglevel", "error", *source, "-c:v", "libvpx", "-f", "webm", "-"]
    return subprocess.run(made, check=True, capture_output=True).stdout


@cache
def magenta() -> bytes:
    """A stranger in colours that nothing else on a page has."""
    random = np.random.default_rng(0)
    clouds = Image.fromarray(random.integers(0, 256, (9, 12), np.uint8)).resize((240, 180), Image.Resampling.BICUBIC)
    light = np.asarray(clouds) // 4
    return madeup.encode(np.stack([light + 190, light, light + 190], axis=-1).astype(np.uint8), quality=90)


STRANGERS = 32
"""Addresses of the one stranger: m0.jpg and so on."""

DRAWING = (
    b"""<svg xmlns="http://www.w3.org/2000/svg" width="240" height="180"><rect width="240" height="180" fill="#e010e0"/></svg>"""
)
"""A stranger, drawn."""


GATE = b"""<!doctype html><title>Adults</title><p>You must be at least 18 to enter.</p>
<button onclick="document.body.textContent = 'wait'; setTimeout(() => location.href = '/moved', 50)">Enter</button>"""

ENDLESS = """
  let next = 20;
  const more = () => { while (next < 24 && list.getBoundingClientRect().bottom < innerHeight + 200) {
    const row = document.createElement('p'), img = new Image();
    row.style.height = '600px'; img.src = '/m' + next++ + '.jpg'; row.append(img); list.append(row); } };
  addEventListener('scroll', more);
  // A list that keeps only the row that is in the window.
  const row = new Image(); row.id = 'row'; list.before(row);
  addEventListener('scroll', () => { const at = 24 + Math.min(3, Math.floor(scrollY / 800)); row.src = '/m' + at + '.jpg'; });
"""
"""Rows that are added while there is scrolling (m20 to m23), and a row that changes with the place (m24 to m27)."""


TALL = """<body style="margin:0"><img src=/m28.jpg><div style="height:30000px"></div><p id=half></p>
<div style="height:28900px"></div><img loading=lazy src=/m29.jpg><p id=end>the end</p><div style="height:900px"></div><script>
  for (const [number, place] of [[30, half], [31, end]])
    fetch('/m' + number + '.jpg').then(answer => answer.blob()).then(blob => {
      const one = new Image(); one.src = URL.createObjectURL(blob); place.append(one); });
</script>"""


def disguises(copy: bytes, elsewhere: str) -> dict[str, Page]:
    """A gate, and behind it, by a script and two redirects, one page that shows a stranger in every way that a page can, and the
    copy in two; `elsewhere` is another site's frame. The gate sets a cookie; a banner asks for a yes that nobody gives. Beside it
    a page of 60,000 pixels, and one that is not there but says so with a 200.

    It is one stranger, under addresses of its own for each way, because the same bytes are compared only once.
    """
    css = (
        "#bg{width:240px;height:180px;background:url(/m1.jpg)}"
        f"#inline{{width:240px;height:180px;background:url({as_data(magenta())})}}"
        "#pseudo::before{content:url(/m3.jpg)} #border{width:9px;border:60px solid;border-image:url(/m4.jpg) 60}"
    )
    script = """
      const show = blob => { const img = new Image(); img.src = URL.createObjectURL(blob); document.body.append(img); };
      fetch('/m5.jpg').then(r => r.blob()).then(show);
      fetch('/copy.jpg?blob').then(r => r.blob()).then(show);
      fetch('/xored').then(r => r.arrayBuffer()).then(b => {
        const plain = new Uint8Array(b).map(x => x ^ 90);
        show(new Blob([plain], {type: 'image/jpeg'}));
        const made = new Image(); made.src = 'da' + 'ta:image/jpeg;base64,' + btoa(String.fromCharCode(...plain));
        document.body.append(made);
        const host = document.createElement('div'); document.body.append(host);
        const root = host.attachShadow({mode: 'closed'}); const hidden = new Image();
        hidden.src = URL.createObjectURL(new Blob([plain])); root.append(hidden);
        const back = document.createElement('div'); back.style = 'width:240px;height:180px;background:url(' + made.src + ')';
        document.body.append(back);
        made.onload = () => { const c = document.createElement('canvas'); c.width = 240; c.height = 180;
          c.getContext('2d').drawImage(made, 0, 0); document.body.append(c); };
      });
      fetch('/xored-copy').then(r => r.arrayBuffer()).then(b => show(new Blob([new Uint8Array(b).map(x => x ^ 90)])));
    """
    body = (
        f"<style>{css}</style><p>Look at these.</p><img src=/copy.jpg><img src=/m0.jpg><div id=bg></div><div id=inline></div>"
        "<div id=pseudo></div><div id=border></div>"
        "<img srcset='/m6.jpg 1x, /m7.jpg 2x'><picture><source srcset=/m8.jpg><img src=/m9.jpg></picture>"
        f"<img src='{as_data(magenta())}'><svg width=240 height=180><image href=/m11.jpg width=240 height=180 /></svg>"
        f"<svg width=240 height=180><image href='{as_data(magenta())}' width=240 height=180 /></svg>"
        "<video poster=/m13.jpg width=240 height=180 src=/film.webm muted autoplay></video>"
        "<object data=/m14.jpg width=240 height=180></object>"
        f"<img src=/drawing.svg><iframe src={elsewhere}/inner width=300 height=220></iframe>"
        f'<iframe srcdoc="<img src=/m15.jpg>" width=300 height=220></iframe>'
        f"<div style='height:1500px'></div><img loading=lazy src=/m16.jpg><img src=/gone.jpg><img src=/far.jpg>"
        "<div style='position:fixed;bottom:0'>We use cookies. <button onclick=\"fetch('/yes')\">Accept</button></div>"
        f"<div id=list></div><script>{script}{ENDLESS}</script>"
    )
    return {
        "/gate": Reply(GATE, content_type=HTML, headers={"Set-Cookie": "visitor=1"}),
        "/moved": redirect("/moved-again", 301),
        "/moved-again": redirect("/disguises", 302),
        "/far.jpg": redirect("/nearer.jpg"),
        "/nearer.jpg": redirect("/m18.jpg"),
        "/disguises": html(body),
        "/inner": html("<img src=/m17.jpg>frame of another site"),
        "/tall": html(TALL),
        "/soft": html("<p>This page could not be found.</p>", "Oops"),
        "/copy.jpg": jpeg(copy),
        **{f"/m{number}.jpg": jpeg(magenta()) for number in range(STRANGERS)},
        "/drawing.svg": Reply(DRAWING, content_type="image/svg+xml"),
        "/film.webm": Reply(film(), content_type="video/webm"),
        "/xored": Reply(bytes(byte ^ 90 for byte in magenta() + b"\0"), content_type="application/octet-stream"),
        "/xored-copy": Reply(bytes(byte ^ 90 for byte in copy + b"\0"), content_type="application/octet-stream"),
    }
