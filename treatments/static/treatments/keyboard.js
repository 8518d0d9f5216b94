"use strict";

// Save, next and previous group of fields, search: the keys that the note "Keyboard" tells.
{
  const FIELDS = "input:not([type=hidden]), select, textarea, button, .select2-selection, a[href]";

  const shown = (element) => element.getClientRects().length > 0;

  const typing = (element) => element.matches("input, textarea, select, [role=combobox], [contenteditable=true]");

  const save = () => {
    const button = document.querySelector("[name=_continue]") || document.querySelector("[name=_save]");
    button?.click();
    return Boolean(button);
  };

  const move = (step) => {
    const groups = [...document.querySelectorAll("form fieldset:not(:has(fieldset))")].filter(shown);
    const fieldOf = (group) => [...group.querySelectorAll(FIELDS)].find(shown);
    const here = groups.findIndex((group) => group.contains(document.activeElement));
    const way = step > 0 ? groups.slice(here + 1) : groups.slice(0, Math.max(here, 0)).reverse();
    const next = way.find(fieldOf);
    if (!next) return false;
    fieldOf(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
    return true;
  };

  const search = () => {
    const boxes = ["searchbar", "menu-search"].map((id) => document.getElementById(id)).filter(Boolean);
    let box = boxes.find(shown);
    if (!box) {
      [...document.querySelectorAll("[data-menu]")].find(shown)?.click();
      box = boxes[0];
    }
    if (!box) return false;
    requestAnimationFrame(() => box.focus());
    return true;
  };

  let pressed = "";  // until it is let go: Select2 would open its list on the key that led to it

  document.addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const alt = event.altKey && !event.ctrlKey && !event.metaKey;
    let done = false;
    if (command && event.key.toLowerCase() === "s") done = save();
    else if (alt && event.key === "ArrowDown") done = move(1);
    else if (alt && event.key === "ArrowUp") done = move(-1);
    else if (!command && !alt && event.key === "/" && !typing(event.target)) done = search();
    pressed = done ? event.code : "";
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, { capture: true });

  document.addEventListener("keyup", (event) => {
    if (event.code === pressed) event.stopPropagation();
  }, { capture: true });
}
