// Review by keyboard: j and k go on and back, c confirms, e corrects, x rejects, u undoes. Every key presses
// what stands on the page, so the screen works without it.
(() => {
  "use strict";

  const one = (selector) => document.querySelector(selector);

  function keysOn() {
    try { return localStorage.getItem("luoshi-keys") !== "off"; } catch { return true; }
  }

  function edit(open) {
    const details = one("#edit");
    if (!details) return;
    details.open = open;
    if (!open) {
      one("#found-title").focus({ preventScroll: true });
      return;
    }
    const first = details.querySelector("textarea, input:not([type=hidden]), select");
    first.focus();
    details.scrollIntoView({ block: "nearest" });
  }

  // An answer is on its way: what is pressed meanwhile would be meant for what is not there yet.
  let waiting = false;
  document.addEventListener("htmx:beforeRequest", () => { waiting = true; });
  document.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) waiting = false; });

  function inEdit(event) {
    if (event.key === "Escape") edit(false);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) one("#edit button[value=correct]").click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !one("#review")) return;
    if (event.target.closest("#edit form")) { inEdit(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    if (!"jkcexu".includes(event.key) || event.key.length !== 1) return;
    // These keys mean other things on pages that are read.
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat && !"jk".includes(event.key)) return;
    if (waiting) return;
    if (event.key === "e") { edit(!one("#edit")?.open); return; }
    const wanted = one(`[data-key="${event.key}"]`);
    if (wanted) wanted.click();
  });

  // After an answer: the line of the list in view, the focus where the reading goes on.
  function settle() {
    const current = one(".review-list [aria-current]");
    if (current) {
      const list = current.closest(".review-list");
      const [box, place] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
      if (place.top < box.top || place.bottom > box.bottom) list.scrollTop += place.top - box.top - box.height / 3;
    }
    const mark = one(".review-clause mark");
    if (mark) {
      const clause = mark.closest(".review-clause");
      const [box, place] = [clause.getBoundingClientRect(), mark.getBoundingClientRect()];
      if (place.bottom > box.bottom) clause.scrollTop += place.top - box.top - box.height / 3;
    }
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    waiting = false; // only now do its forms send themselves by htmx
    if (event.target.id !== "review") return;
    settle();
    const trouble = one("#review #trouble");
    const goal = trouble || one("#found-title");
    if (!goal) return;
    goal.tabIndex = -1;
    goal.focus({ preventScroll: !trouble });
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", settle);
  else settle();
})();
