"use strict";

// "Remove" hides a row that was just added and posts nothing of it: the server passes over empty rows. unfold would
// renumber the rows behind it by writing their HTML anew, and lose what was typed into them.
document.addEventListener("click", (event) => {
  const row = event.target.closest?.(".delete-template")?.closest(".form-group");
  if (!row) return;
  event.stopPropagation();
  for (const field of row.querySelectorAll("input, select, textarea")) field.disabled = true;
  row.hidden = true;
}, { capture: true });
