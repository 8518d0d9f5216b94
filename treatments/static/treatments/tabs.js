"use strict";

// The parts of a record as tabs, after the pattern of the ARIA Authoring Practices. Without this they follow each other.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector(".tabs");
  if (!list) return;
  const links = [...list.querySelectorAll("a")];
  const panelOf = (link) => document.querySelector(link.hash);
  const form = list.closest("form");

  const faultsIn = (panel) =>
    [panel, ...panel.querySelectorAll("[data-faults]")].reduce((sum, part) => sum + Number(part.dataset.faults || 0), 0);

  const select = (chosen) => {
    for (const link of links) {
      link.ariaSelected = String(link === chosen);
      link.tabIndex = link === chosen ? 0 : -1;
      panelOf(link).hidden = link !== chosen;
    }
  };

  // The address keeps only what a person chose: a browser scrolls to what the address of a page names.
  const choose = (link) => {
    select(link);
    history.replaceState(history.state, "", link.hash);
  };

  const linkTo = (hash) => {
    const panel = hash.length > 1 && document.getElementById(hash.slice(1))?.closest(".tab");
    return panel && links.find((link) => panelOf(link) === panel);
  };

  list.role = "tablist";
  for (const link of links) {
    const panel = panelOf(link);
    link.role = "tab";
    link.id = `${panel.id}-link`;
    link.setAttribute("aria-controls", panel.id);
    panel.role = "tabpanel";
    panel.setAttribute("aria-labelledby", link.id);
    const faults = faultsIn(panel);
    if (faults) {
      const mark = document.createElement("span");
      mark.className = "faults";
      mark.textContent = faults === 1 ? "1 error" : `${faults} errors`;
      link.append(" ", mark);
    }
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  }

  list.addEventListener("keydown", (event) => {
    const here = links.indexOf(document.activeElement);
    const next = {
      ArrowRight: (here + 1) % links.length,
      ArrowLeft: (here - 1 + links.length) % links.length,
      Home: 0,
      End: links.length - 1,
    }[event.key];
    if (here < 0 || next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(links[next]);
    links[next].focus();
  });

  window.addEventListener("hashchange", () => {
    const link = linkTo(location.hash);
    if (link) select(link);
  });

  // A save comes back to the tab that it was made on.
  form?.addEventListener("submit", () => {
    const address = form.getAttribute("action") ?? location.pathname + location.search;
    form.action = address.split("#")[0] + location.hash;
  });

  select(links.find((link) => faultsIn(panelOf(link))) || linkTo(location.hash) || links[0]);
});
