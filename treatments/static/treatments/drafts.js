"use strict";

// What is typed into a form of the desk is kept in this browser, a second behind the typing, until it is saved,
// discarded or two weeks old. After a crash or a session that ended, the page offers it back. Each page that is opened
// keeps a draft of its own; the server answers a save with a cookie that names the draft which was saved.
// IndexedDB, because browsers write localStorage to the disk so late that a crash loses it.

(() => {
  const box = document.getElementById("drafts");
  const form = box && document.getElementById(box.dataset.form);
  if (!form) return;

  const TWO_WEEKS = 14 * 24 * 3600 * 1000;
  const ROW = /^(.+)-(\d+)-(\w+)$/;
  const NO_VALUE = /^_|^(csrfmiddlewaretoken|token|draft)$|-__prefix__-|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const { token } = form.elements;
  const place = { user: box.dataset.user, path: location.pathname };
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
  const id = Object.assign(document.createElement("input"), { type: "hidden", name: "draft" });
  id.value = /^[0-9a-f]{16}$/.test(box.dataset.draft) ? box.dataset.draft : bytes.join("");

  const database = new Promise((done, fail) => {
    const opening = Object.assign(indexedDB.open("desk", 1), { onerror: fail });
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
    opening.onsuccess = () => done(opening.result);
  });
  // A browser may refuse to store, or be full: then what it holds already stays as it is.
  const drafts = (act) => database.then((open) => new Promise((done) => {
    const asked = act(open.transaction("drafts", "readwrite").objectStore("drafts"));
    Object.assign(asked, { onsuccess: () => done(asked.result), onerror: () => done() });
  })).catch(() => undefined);

  const drop = (key) => drafts((store) => store.delete(key));

  const named = (name) => form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  const hidden = (name) => named(name)[0]?.type === "hidden";
  const total = (prefix) => named(`${prefix}-TOTAL_FORMS`)[0];
  const same = (one, other) => JSON.stringify(one || []) === JSON.stringify(other || []);

  const values = () => {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value !== "" && !NO_VALUE.test(name)) (found[name] ||= []).push(value);
    }
    return found;
  };

  const labels = () => {
    const chosen = [...form.querySelectorAll("option:checked")].map((each) => [each.closest("select").name, each]);
    return Object.fromEntries(chosen.map(([name, option]) => [`${name} ${option.value}`, option.text]));
  };

  let opened, last, submitted = false;
  const settle = () => {
    for (const [, saved] of document.cookie.matchAll(/(?:^|; )saved-([0-9a-f]{16})=/g)) {
      const forget = () => { document.cookie = `saved-${saved}=; max-age=0; path=${box.dataset.path}`; };
      drop(saved).then(forget);
    }
  };

  const keep = () => {
    settle();
    const now = values();
    if (!id.form || submitted || same(now, last)) return; // it is not ready, or nothing is new
    last = now;
    const draft = { ...place, id: id.value, at: Date.now(), token: token.value, fields: now, labels: labels() };
    if (same(now, opened)) drop(draft.id);
    else drafts((store) => store.put(draft));
  };

  // Offering back. A row of a list is found by its id, since others may have been added or deleted meanwhile.

  const plan = (draft) => {
    const now = values(), wanted = {}, rows = {}, added = {};
    const rowOf = (prefix, key) => {
      const ids = Object.keys(now).map((name) => [ROW.exec(name), now[name]]);
      const known = ids.find(([part, value]) => key && part?.[1] === prefix && part[3] === "id" && same(value, key));
      if (known) return known[0][2];
      added[prefix] = (added[prefix] || 0) + 1;
      return String(Number(total(prefix).value) + added[prefix] - 1);
    };
    for (const [from, value] of Object.entries(draft.fields)) {
      const [, prefix, index, column] = ROW.exec(from) || [];
      const row = prefix && total(prefix) && `${prefix}-${index}`;
      if (row) rows[row] ??= rowOf(prefix, draft.fields[`${row}-id`]);
      const name = row ? `${prefix}-${rows[row]}-${column}` : from;
      if (!hidden(row ? `${prefix}-__prefix__-${column}` : from)) wanted[name] = { from, value };
    }
    const told = new Set(Object.entries(rows).map(([row, index]) => row.replace(/\d+$/, index)));
    for (const name of Object.keys(now)) { // what was emptied; a row that somebody else added stays as it is
      const [, prefix, index] = ROW.exec(name) || [];
      const isTold = !prefix || !total(prefix) || told.has(`${prefix}-${index}`);
      if (isTold && !wanted[name] && !hidden(name)) wanted[name] = { from: name, value: [] };
    }
    const differing = () => Object.keys(wanted).filter((name) => !same(wanted[name].value, values()[name]));
    return { wanted, added, differing };
  };

  const fill = (field, value, label) => {
    if (field.type === "radio" || field.type === "checkbox") field.checked = value.includes(field.value);
    else if (field instanceof HTMLSelectElement) {
      const known = [...field.options].map((option) => option.value);
      value.filter((each) => !known.includes(each)).forEach((each) => field.add(new Option(label(each), each)));
      for (const option of field.options) option.selected = (value.length ? value : [""]).includes(option.value);
    } else field.value = value[0] ?? "";
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  };

  const putBack = ({ labels: known, ...draft }, { wanted, added, differing }) => {
    for (const [prefix, count] of Object.entries(added)) {
      const more = document.querySelector(`#${CSS.escape(prefix)}-group a.add-row`);
      for (let row = 0; row < count; row += 1) more?.click();
    }
    for (const name of differing()) {
      const { from, value } = wanted[name];
      named(name).forEach((field) => fill(field, value, (each) => known[`${from} ${each}`] || each));
    }
    token.value = draft.token; // an older edition's: the server then shows both values
    const missing = differing().map((name) => `${name}: ${wanted[name].value.join(", ") || "nothing"}`);
    if (missing.length) return `These found no place; copy them from here. ${missing.join("; ")}`;
    drop(id.value);
    id.value = draft.id; // this page goes on with it
    return "It stands in the form again. It is not saved yet.";
  };

  const offer = (draft, planned, count) => {
    const notice = Object.assign(document.createElement("div"), { className: "notice draft" });
    const say = (text) => notice.append(Object.assign(document.createElement("p"), { textContent: text }));
    const button = (textContent, act) => {
      const onclick = async () => {
        const isKept = await drafts((store) => store.get(draft.id));
        notice.replaceChildren();
        say(isKept ? act() : "It was saved or discarded in another window meanwhile.");
      };
      return Object.assign(document.createElement("button"), { type: "button", textContent, onclick });
    };
    const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    say(`You typed this on ${when} and did not save it: ${count} ${count === 1 ? "field differs" : "fields differ"}.`);
    if (draft.token !== token.value) say("The record changed since then: saving shows both values first.");
    const discard = () => { drop(draft.id); return "It was discarded."; };
    notice.append(button("Put it back", () => putBack(draft, planned)), " ", button("Discard", discard));
    box.append(notice);
  };

  addEventListener("load", () => setTimeout(async () => {
    settle();
    form.append(id);
    const isRefused = box.dataset.refused !== undefined; // what it shows is not saved
    if (!isRefused) opened = last = values();
    setInterval(keep, 1000);
    for (const draft of ((await drafts((store) => store.getAll())) || []).sort((one, other) => other.at - one.at)) {
      const planned = plan(draft), count = planned.differing().length;
      const isHere = draft.user === place.user && draft.path === place.path;
      if (Date.now() - draft.at > TWO_WEEKS) drop(draft.id);
      else if (isHere && count && !isRefused) offer(draft, planned, count);
    }
  }));
  for (const leaving of ["beforeunload", "pagehide"]) addEventListener(leaving, keep);
  form.addEventListener("input", () => { submitted = false; });
  form.addEventListener("submit", () => { keep(); submitted = true; });
})();
