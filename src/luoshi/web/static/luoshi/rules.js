// What the pages of rules do beyond links and forms: open and close all steps, tell fields that they are
// wrong, open everything for print. Every page works without it.
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // A question that is refused is answered too: its answer says what is wrong.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target && target.id === "outcome" && xhr.status === 400) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "outcome") return;
    all(".note[data-state]").forEach((note) => {
      const field = document.getElementById(note.id.slice(0, -"-note".length));
      if (!field) return;
      if (note.dataset.state === "wrong") field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.dataset.steps) {
      const open = target.dataset.steps === "open";
      all(".steps details", target.closest("section")).forEach((step) => { step.open = open; });
    } else if (target.dataset.tick) {
      // The button sends the same as this box; the box keeps it for the next question.
      const box = document.getElementById(target.dataset.tick);
      if (!box) return;
      event.preventDefault();
      box.checked = true;
      if (box.form.hasAttribute("hx-get")) box.dispatchEvent(new Event("change", { bubbles: true }));
      else box.form.requestSubmit();
    } else if (target.matches("a[href^='#f.']")) {
      const field = document.getElementById(decodeURIComponent(target.hash.slice(1)));
      if (!field) return;
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      field.focus();
    }
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all(".steps details:not([open])");
    closed.forEach((step) => { step.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((step) => { step.open = false; }); });
})();
