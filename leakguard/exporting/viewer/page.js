"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const words = JSON.parse(at("words").textContent);
  const evidence = JSON.parse(at("case").textContent);
  const MANIFEST = "manifest-sha256.txt";
  const TAGS = "tagmanifest-sha256.txt";
  const MAX_BYTES = 1024 ** 3; // WebCrypto hashes a file only as a whole, in memory
  const IMAGES = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp", gif: "image/gif",
    avif: "image/avif", bmp: "image/bmp" };

  let files = new Map(); // name in the bundle -> File
  let listed = new Map(); // name -> digest, as the two lists say
  const states = new Map(); // name -> [word, good]
  const cells = new Map(); // name -> elements that show its state
  const waiting = []; // what is drawn again when a folder is chosen

  // What a reader could not see, or what moves other text about, becomes a visible escape, as everywhere in the program.
  const HIDDEN = new RegExp(
    "(?<![\\p{L}\\p{M}\\p{So}\\ufe0f])[\\u200c\\u200d]|(?![\\n\\u200c\\u200d\\u0600-\\u0605\\u06dd])[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]", "gu");
  const clean = (text) => String(text).replace(HIDDEN, (char) => `\\u${char.codePointAt(0).toString(16).padStart(4, "0")}`);

  // Everything foreign becomes text here, and only here.
  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, clean(value));
    const there = children.filter((child) => child !== null && child !== undefined && child !== "");
    made.append(...there.map((child) => (child instanceof Node ? child : clean(child))));
    return made;
  }
  const say = (name, values = {}) =>
    words[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  const time = (iso) => (iso ? iso.slice(0, 19).replace("T", " ") : "");
  const yes = (value) => say(value ? "yes" : "no");
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
  const code = (text) => el("code", {}, text);
  const foreign = (text) => el("bdi", {}, text || "");

  function facts(pairs) {
    const list = el("dl");
    for (const [name, value] of pairs) if (value !== null && value !== "") list.append(el("dt", {}, say(name)), el("dd", {}, value));
    return list;
  }

  function nothing(list) {
    if (!list.childElementCount) list.append(el(list.tagName === "OL" ? "li" : "p", {}, say("nothing")));
  }

  // A part of the page that is made when it is opened: a bundle can hold hundreds.
  function folded(summary, body) {
    const inside = el("div", { class: "body" });
    const details = el("details", {}, el("summary", {}, ...summary), inside);
    const fill = () => { if (!inside.childElementCount) inside.append(...body()); };
    details.addEventListener("toggle", () => { if (details.open) fill(); });
    details.fill = fill;
    return details;
  }

  // ---- what the case holds

  function stateCell(name) {
    const cell = el("span", { class: "mark" });
    cells.set(name, [...(cells.get(name) || []), cell]);
    mark(cell, states.get(name));
    return cell;
  }

  function mark(cell, state) {
    const [word, good] = state || ["not_checked", null];
    cell.textContent = say(word);
    cell.className = good === null ? "mark" : good ? "mark good" : "mark bad";
  }

  function fileTable(parts) {
    // the roles stay where a narrow screen undoes the table
    const cell = (name, content) => el("td", { role: "cell", "data-label": say(name) }, content);
    const rows = parts.map((part) => el("tr", { role: "row" },
      cell("file", foreign(part.name)),
      cell("size", String(part.size)),
      cell("digest", code(part.sha256)),
      cell("state", part.file ? stateCell(`data/${part.file}`) : say("left_out"))));
    const head = ["file", "size", "digest", "state"].map((name) => el("th", { scope: "col", role: "columnheader" }, say(name)));
    return el("table", { role: "table", "aria-label": say("files") },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head)), el("tbody", { role: "rowgroup" }, ...rows));
  }

  const isImage = (name) => (name.split(".").pop() || "").toLowerCase() in IMAGES;

  // ---- pictures, each with a way to its bytes: `there` says whether the folder was chosen, `read` gives them as a Blob, and
  // `sha256` what they have to hash to

  const inFolder = (name) => ({
    name: name.split("/").pop(),
    there: () => files.has(name),
    read: async () => new Blob([files.get(name)], { type: IMAGES[name.split(".").pop().toLowerCase()] }),
    sha256: () => listed.get(name),
  });

  // A web archive is a row of gzip members; pictures.json says which one holds a picture, and where in it.
  const unpacked = (blob, way) => new Response(blob.stream().pipeThrough(new DecompressionStream(way))).blob();
  const inArchive = (entry, archive) => ({
    name: [entry.finding, entry.url.split("/").pop()].filter(Boolean).join(", "),
    there: () => files.has(archive),
    read: async () => {
      const [[start, length], [at, size]] = [entry.record, entry.body];
      const body = (await unpacked(files.get(archive).slice(start, start + length), "gzip")).slice(at, at + size);
      return new Blob([entry.packed ? await unpacked(body, entry.packed) : body], { type: entry.type });
    },
    sha256: () => entry.sha256,
  });

  function pictureList(pictures, owner, canReveal) {
    const list = el("ul", { class: "pictures" });
    for (const picture of pictures) {
      const label = `${owner}, ${picture.name}`;
      const frame = el("span", { class: "frame", role: "img", "aria-label": say("blurred_picture", { name: label }) });
      const item = el("li", {}, frame, el("span", { class: "name" }, foreign(picture.name)));
      if (canReveal) {
        const button = el("button", { type: "button", class: "quiet" });
        button.addEventListener("click", () => ask(picture, label, button));
        item.append(button);
        waiting.push(() => {
          button.disabled = !picture.there();
          button.textContent = say(picture.there() ? "reveal" : "reveal_first");
          button.setAttribute("aria-label", clean(`${button.textContent} ${label}`));
        });
        waiting[waiting.length - 1]();
      }
      waiting.push(() => blur(picture, frame));
      blur(picture, frame);
      list.append(item);
    }
    return list;
  }

  // Twelve blocks across at most, and blurred by the style on top: what is left tells nothing.
  async function blur(picture, frame) {
    frame.replaceChildren();
    if (!picture.there()) return;
    try {
      const small = await createImageBitmap(await picture.read(), { resizeWidth: 12, resizeHeight: 8, resizeQuality: "medium" });
      const canvas = el("canvas", { width: "12", height: "8", "aria-hidden": "true" });
      canvas.getContext("2d").drawImage(small, 0, 0);
      small.close();
      frame.replaceChildren(canvas);
    } catch { /* no picture, or none that this browser reads: the frame stays empty */ }
  }

  const placeOf = (capture, name) => {
    const part = capture.parts.find((each) => each.name === name && each.file);
    return part ? `data/${part.file}` : null;
  };

  // What pictures.json lists, once its file is here and is as the list says.
  async function keptPictures(index) {
    const bytes = files.has(index) ? await files.get(index).arrayBuffer().catch(() => null) : null;
    if (!bytes || (await digest(bytes)) !== listed.get(index)) return [];
    try {
      return JSON.parse(new TextDecoder().decode(bytes)).pictures.filter((each) => Object.values(IMAGES).includes(each.type));
    } catch {
      return [];
    }
  }

  function fromArchive(capture, owner) {
    const [archive, index] = [placeOf(capture, "capture.warc.gz"), placeOf(capture, "pictures.json")];
    if (!archive || !index) return [];
    const place = el("div", {}, el("p", { class: "hint" }, say("reveal_first")));
    let drawn = false;
    const draw = async () => {
      const pictures = drawn ? [] : (await keptPictures(index)).map((entry) => inArchive(entry, archive));
      if (drawn || !pictures.length) return; // drawn meanwhile, or nothing that can be trusted
      drawn = true;
      place.replaceChildren(pictureList(pictures, owner, true));
    };
    waiting.push(draw);
    draw();
    return [el("h3", {}, say("kept_pictures")), place];
  }

  function exhibit(capture) {
    const title = say("exhibit", { number: capture.exhibit });
    const summary = [el("span", { class: "name" }, title), " ", foreign(capture.target),
      el("span", { class: "soft" }, `${time(capture.finished)} UTC`)];
    return folded(summary, () => {
      const seal = capture.sealed ? (capture.sealed_late ? "sealed_late" : "sealed_yes") : "sealed_no";
      const made = [facts([
        ["address", foreign(capture.target)],
        ["final", capture.final_url === capture.target ? null : foreign(capture.final_url)],
        ["status", capture.status === null ? null : String(capture.status)],
        ["shown", capture.shown],
        ["recorded", `${time(capture.started)} ${say("to")} ${time(capture.finished)} UTC`],
        ["complete", yes(capture.complete)],
        ["withheld", String(capture.withheld)],
        ["sealed", say(seal)],
      ])];
      if (capture.missing.length) {
        const items = capture.missing.map((each) => el("li", {}, foreign(each.locator), ": ", foreign(each.why)));
        made.push(el("h3", {}, say("absent")), el("ul", {}, ...items));
      }
      const pictures = capture.parts.filter((part) => part.file && isImage(part.file)).map((part) => inFolder(`data/${part.file}`));
      if (pictures.length) made.push(el("h3", {}, say("pictures")), pictureList(pictures, title, true));
      made.push(...fromArchive(capture, title));
      made.push(el("h3", {}, say("files")), fileTable(capture.parts));
      return made;
    });
  }

  function finding(found) {
    const verdict = words[found.match.verdict] || found.match.verdict;
    const summary = [el("span", { class: "name" }, found.id), " ", foreign(found.address), el("span", { class: "soft" }, verdict)];
    return folded(summary, () => {
      const numbers = evidence.captures.filter((capture) => found.captures.includes(capture.id)).map((capture) => capture.exhibit);
      return [
        found.blurred ? pictureList([inFolder(`data/${found.blurred}`)], found.id, false) : "",
        facts([
          ["address", foreign(found.address)],
          ["match", el("span", {}, verdict, " (", foreign(found.match.why), ")")],
          ["seen", `${time(found.first_seen)} / ${time(found.last_seen)} UTC`],
          ["review", words[found.review] || found.review],
          ["in_exhibits", numbers.join(", ")],
          ["digest", code(found.sha256)],
        ]),
      ];
    });
  }

  function letter(notice) {
    const summary = [el("span", { class: "name" }, notice.id), " ", foreign(notice.recipient),
      el("span", { class: "soft" }, `${time(notice.written)} UTC`)];
    return folded(summary, () => [
      facts([["law", notice.regime], ["addresses", el("span", {}, foreign((notice.urls || []).join(" ")))]]),
      el("h3", {}, say("text")), el("pre", { dir: "auto" }, notice.text || ""),
    ]);
  }

  function timeline() {
    const events = [
      ...evidence.captures.map((each) => [each.finished, say("event_capture", { number: each.exhibit, address: each.target })]),
      ...evidence.findings.map((each) => [each.first_seen, say("event_found", { address: each.address })]),
      ...evidence.looks.map((each) => [each.at, say("event_look", { state: words[`look_${each.state}`] || each.state, address: each.url })]),
      ...evidence.notices.map((each) => [each.written, say("event_letter", { to: each.recipient })]),
      ...evidence.links.map((each) => [each.added, say("event_link", { address: each.url })]),
      ...evidence.timeline.map((each) => [each.at, each.from ? `${each.text} (${say("from", { source: each.from })})` : each.text, each]),
    ];
    events.sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0));
    return events.map(([when, what, note]) => {
      const text = el("span", {}, foreign(what));
      const attached = note ? note.attachments : [];
      const pictures = attached.filter((each) => each.file && isImage(each.file)).map((each) => inFolder(`data/${each.file}`));
      if (pictures.length) text.append(pictureList(pictures, note.id, true));
      if (attached.length) text.append(fileTable(attached));
      return el("li", {}, el("time", { datetime: when }, time(when)), text);
    });
  }

  // ---- one picture at a time, after a question

  let shown = null; // the address of the picture that is shown
  let asked = null;

  function hide() {
    if (shown) URL.revokeObjectURL(shown);
    shown = null;
    at("picture").replaceChildren();
  }

  function ask(picture, label, button) {
    hide();
    asked = { picture, label, button };
    at("reveal-title").textContent = clean(say("picture", { name: label }));
    at("reveal-ask").hidden = at("reveal-show").hidden = false;
    at("reveal").showModal();
    at("reveal-hide").focus();
  }

  async function reveal() {
    const { picture, label } = asked;
    const blob = await picture.read().catch(() => null);
    const bytes = blob && blob.size <= MAX_BYTES ? await blob.arrayBuffer().catch(() => null) : null;
    at("reveal-ask").hidden = at("reveal-show").hidden = true;
    at("reveal-hide").focus();
    if (!bytes || (await digest(bytes)) !== picture.sha256()) {
      at("picture").replaceChildren(el("p", {}, say("reveal_wrong")));
      return;
    }
    if (!at("reveal").open) return;
    hide();
    shown = URL.createObjectURL(new Blob([bytes], { type: blob.type }));
    const image = el("img", { alt: say("picture", { name: label }) });
    image.addEventListener("error", () => at("picture").replaceChildren(el("p", {}, say("reveal_fail"))));
    image.src = shown;
    at("picture").replaceChildren(image);
  }

  at("reveal-show").addEventListener("click", reveal);
  at("reveal-hide").addEventListener("click", () => at("reveal").close());
  at("reveal").addEventListener("close", () => { hide(); if (asked) asked.button.focus(); });

  // ---- checking the folder that was chosen

  function parse(text) {
    const entries = new Map();
    for (const line of text.split("\n")) {
      const found = /^([0-9A-Fa-f]{64}) [ *](.+)$/.exec(line);
      if (found) entries.set(found[2], found[1].toLowerCase());
    }
    const spelled = [...entries.keys()].sort().map((name) => `${entries.get(name)}  ${name}\n`).join("");
    return { entries, intact: spelled === text && entries.size > 0 };
  }

  function inBundle(picked) {
    const paths = picked.map((file) => [file.webkitRelativePath || file.name, file]);
    const roots = paths.map(([path]) => path).filter((path) => path === MANIFEST || path.endsWith(`/${MANIFEST}`))
      .map((path) => path.slice(0, -MANIFEST.length)).sort((one, other) => one.length - other.length);
    if (!roots.length) return null;
    return new Map(paths.filter(([path]) => path.startsWith(roots[0])).map(([path, file]) => [path.slice(roots[0].length), file]));
  }

  async function stateOf(name) {
    const file = files.get(name);
    if (!file) return ["missing_file", false];
    if (!listed.has(name)) return ["extra", false];
    if (file.size > MAX_BYTES) return ["too_large", null];
    try {
      return (await digest(await file.arrayBuffer())) === listed.get(name) ? ["same", true] : ["changed", false];
    } catch {
      return ["unreadable", false];
    }
  }

  async function custody() {
    const file = files.get("data/custody.jsonl");
    if (!file) return null;
    const lines = (await file.text()).replace(/\n$/, "").split("\n");
    let before = "0".repeat(64);
    for (const [number, line] of lines.entries()) {
      let previous = null;
      try { previous = JSON.parse(line).prev; } catch { /* not a line of a log */ }
      if (previous !== before) return { count: number, head: null };
      before = await digest(new TextEncoder().encode(line));
    }
    return { count: lines.length, head: before };
  }

  let run = 0;

  async function check() {
    run += 1;
    const mine = run;
    const found = inBundle([...at("folder").files]);
    files = found || new Map();
    listed = new Map();
    states.clear();
    if (!found) {
      refresh();
      report([["not_bundle", {}, false]], []);
      return;
    }
    const text = async (name) => (files.has(name) ? files.get(name).text() : "");
    const [payload, tags] = [parse(await text(MANIFEST)), parse(await text(TAGS))];
    listed = new Map([...payload.entries, ...tags.entries]);
    refresh();
    const names = [...new Set([...listed.keys(), ...files.keys()])].filter((name) => name !== TAGS).sort();
    const bar = at("progress");
    Object.assign(bar, { hidden: false, max: names.length, value: 0 });
    at("result").className = "";
    at("result").replaceChildren(el("p", {}, say("checking")));
    at("problems").replaceChildren();
    for (const name of names) {
      const state = await stateOf(name);
      if (mine !== run) return; // another folder was chosen meanwhile
      states.set(name, state);
      for (const cell of cells.get(name) || []) mark(cell, state);
      bar.value += 1;
    }
    bar.hidden = true;
    await conclude(names, payload.intact && tags.intact);
  }

  async function conclude(names, intact) {
    const bad = names.filter((name) => states.get(name)[1] === false);
    const unchecked = names.filter((name) => states.get(name)[1] === null);
    const told = [bad.length ? ["failed", { count: bad.length }, false] : ["passed", { count: names.length - unchecked.length }, true]];
    if (unchecked.length) told.push(["unchecked", { count: unchecked.length }, null]);
    if (!intact) told.push(["list_altered", {}, false]);
    const stored = files.has("data/case.json") ? await files.get("data/case.json").text() : "null";
    let same = false;
    try { same = JSON.stringify(JSON.parse(stored)) === JSON.stringify(evidence); } catch { /* it is another one */ }
    if (!same) told.push(["other_bundle", {}, false]);
    const log = await custody();
    if (log) {
      const holds = log.head !== null && log.head === evidence.custody_head;
      told.push([holds ? "custody_yes" : "custody_no", { count: log.count }, holds]);
    }
    const given = at("receipt").value.replace(/\s/g, "").toLowerCase();
    const manifest = files.has(MANIFEST) ? await digest(await files.get(MANIFEST).arrayBuffer()) : "";
    if (!given) told.push(["receipt_none", {}, null]);
    else told.push(given === manifest ? ["receipt_yes", {}, true] : ["receipt_no", {}, false]);
    report(told, bad);
  }

  function report(told, bad) {
    const result = at("result");
    result.className = told.some(([, , good]) => good === false) ? "bad" : "good";
    result.replaceChildren(...told.map(([name, values, good]) => {
      const sign = good === null ? "– " : good ? "✓ " : "✗ ";
      const text = good === null ? say(name, values) : el("strong", { class: good ? "good" : "bad" }, say(name, values));
      return el("p", {}, el("span", { "aria-hidden": "true" }, sign), text);
    }));
    const items = bad.map((name) => el("li", {}, code(name), ": ", say(states.get(name)[0])));
    at("problems").replaceChildren(...(items.length ? [el("ul", {}, ...items)] : []));
  }

  function refresh() {
    for (const draw of waiting) draw();
    for (const [name, each] of cells) for (const cell of each) mark(cell, states.get(name));
  }

  // ---- start

  const list = (id) => document.querySelector(`#${id} .list`);
  at("about").textContent = say("about", {
    level: words[`level_${evidence.level}`] || evidence.level,
    made: `${time(evidence.made)} UTC`,
    exhibits: evidence.captures.length,
    findings: evidence.findings.length,
  });
  list("exhibits").append(...evidence.captures.map(exhibit));
  list("findings").append(...evidence.findings.map(finding));
  list("letters").append(...evidence.notices.map(letter));
  list("timeline").append(...timeline());
  for (const id of ["exhibits", "findings", "timeline", "letters"]) nothing(list(id));

  at("folder").addEventListener("change", check);
  at("receipt").addEventListener("change", () => { if (at("folder").files.length) check(); });
  if (!globalThis.crypto || !crypto.subtle) {
    at("folder").disabled = true;
    report([["old", {}, false]], []);
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) { details.fill(); details.open = true; }
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
})();
