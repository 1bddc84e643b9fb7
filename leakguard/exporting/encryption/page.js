"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const say = (what) => { at("status").textContent = at("status").dataset[what] || ""; };
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const chunks = [...document.querySelectorAll("script.chunk")];
  const head = JSON.parse(at("head").textContent);

  async function keyOf(password) {
    const raw = new TextEncoder().encode(password.normalize("NFC"));
    const secret = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(head.salt), iterations: head.iterations };
    return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  }

  function nonce(number) {
    const iv = new Uint8Array(12);
    iv.set(bytes(head.nonce));
    new DataView(iv.buffer).setUint32(7, number);
    iv[11] = number === chunks.length - 1 ? 1 : 0;
    return iv;
  }

  const clear = (key, number) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce(number) }, key, bytes(chunks[number].textContent));

  async function unlock(password) {
    const key = await keyOf(password);
    const name = new TextDecoder().decode(await clear(key, 0));
    const parts = [];
    for (let number = 1; number < chunks.length; number += 1) parts.push(new Blob([await clear(key, number)]));
    return { name, content: new Blob(parts, { type: "application/octet-stream" }) };
  }

  at("show").addEventListener("change", () => { at("password").type = at("show").checked ? "text" : "password"; });
  at("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    at("open").disabled = true;
    say("working");
    try {
      const file = await unlock(at("password").value);
      const link = at("save");
      link.href = URL.createObjectURL(file.content);
      link.download = file.name;
      link.hidden = false;
      at("form").hidden = true;
      at("password").value = "";
      say("done");
      link.focus();
    } catch {
      say("wrong");
      at("open").disabled = false;
      at("password").focus();
    }
  });
  if (!globalThis.crypto || !crypto.subtle) {
    say("old");
    at("open").disabled = true;
  }
})();
