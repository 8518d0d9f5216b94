"use strict";

// "Remove" empties and hides a row that was just added: the server passes over empty rows. unfold would renumber the
// rows behind it by writing their HTML anew, and lose what was typed into them.
document.addEventListener("click", (event) => {
  const row = event.target.closest?.(".delete-template")?.closest(".form-group");
  if (!row) return;
  event.stopPropagation();
  for (const field of row.querySelectorAll("input, textarea")) {
    field.value = field.defaultValue;
    field.checked = field.defaultChecked;
  }
  for (const option of row.querySelectorAll("option")) option.selected = option.defaultSelected;
  row.hidden = true;
}, { capture: true });
