"use strict";

// Select2 makes boxes of its own for lists that are searched: they get the name of the field that they stand for.
document.addEventListener("DOMContentLoaded", () => {
  const name = (select) => {
    const [label] = select.labels;
    const box = select.nextElementSibling;
    if (!label || !box?.matches(".select2-container")) return;
    label.id ||= `${select.id}-label`;
    for (const part of box.querySelectorAll("[role=textbox], [role=combobox], [role=searchbox], ul")) {
      part.setAttribute("aria-labelledby", label.id);
    }
    const field = box.querySelector("[role=combobox]");
    const value = box.querySelector("[role=textbox]");
    if (field && value) field.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
    const help = select.getAttribute("aria-describedby");
    if (field && help) field.setAttribute("aria-describedby", help);
  };

  // Unfold writes the name of a chosen file into a text box of its own, and fails where a field has none.
  for (const file of document.querySelectorAll("input[type=file]")) file.hasChangeListener = true;

  const all = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(name);

  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => node.matches?.(".select2-container")))) all();
  }).observe(document.body, { childList: true, subtree: true });
  all();

  window.django?.jQuery?.(document).on("select2:open", (event) => {
    const field = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    const [label] = event.target.labels;
    if (field && label) field.setAttribute("aria-label", label.textContent.replace("*", "").trim());
  });
});
