// Shows beside a finding's form what follows from it, computed by the server as one types.
"use strict";

{
  const WAIT = 300; // milliseconds after the last key
  const panel = document.querySelector("[data-worksheet]");
  const form = document.getElementById("finding_form");

  const compute = (() => {
    const shown = document.getElementById("worksheet");
    let request;
    let last = "";
    return async () => {
      request?.abort();
      request = new AbortController();
      const silent = panel.querySelector("[data-silent]");
      try {
        const answer = await fetch(panel.dataset.worksheet, {
          method: "POST",
          body: new FormData(form),
          signal: request.signal,
        });
        if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
        const html = await answer.text();
        if (html !== last) shown.innerHTML = last = html; // the same again would be read out again
        silent.hidden = true;
      } catch (error) {
        if (error.name !== "AbortError") silent.hidden = false;
      }
    };
  })();

  const judgeRest = () => {
    for (const radio of form.querySelectorAll('.domain input[type="radio"][value="0"]')) {
      if (form.elements[radio.name].value === "") radio.checked = true;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  if (panel && form) {
    let timer;
    const changed = () => {
      clearTimeout(timer);
      timer = setTimeout(compute, WAIT);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    window.django?.jQuery?.(form).on("change", changed); // autocompletes tell nobody else
    const rest = document.querySelector("[data-judge-rest]");
    rest.hidden = false;
    rest.querySelector("button").addEventListener("click", judgeRest);
    compute(); // the browser may have put back what was typed before
  }
}
