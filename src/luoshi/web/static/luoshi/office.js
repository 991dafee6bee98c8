// What the pages of cases do beyond links and forms: read an amount out as it is typed, keep somebody
// from leaving with what is not saved, and send a form once. Every page works without it.
(() => {
  "use strict";

  // ---- amounts -----------------------------------------------------------------------------

  function read(input) {
    const note = document.getElementById(input.id + "-note");
    if (!note) return;
    let told = note.querySelector(".read");
    const plain = input.value.replace(/[,，\s]/g, "");
    const known = /^\d{5,}(\.\d+)?$/.test(plain);
    if (!known) {
      if (told) told.remove();
      return;
    }
    if (!told) {
      told = document.createElement("span");
      told.className = "read";
      note.prepend(told);
    }
    const [whole, part] = plain.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    told.textContent = "即 " + grouped + input.dataset.money + " ";
  }

  // ---- what is not saved --------------------------------------------------------------------

  let changed = false;
  let sent = false;
  addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.matches("[data-money]")) read(input);
    if (input.form && input.form.matches("[data-keep]")) changed = true;
  });

  // The token makes a second sending harmless; this only spares the wait for it.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-keep]")) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    setTimeout(() => { sent = false; }, 8000);
  });
  addEventListener("pageshow", () => { sent = false; });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-money]").forEach(read);
    const trouble = document.getElementById("trouble");
    if (!trouble) return;
    const wrong = document.querySelectorAll("[data-keep] [aria-invalid='true']");
    trouble.tabIndex = -1;
    (wrong.length === 1 ? wrong[0] : trouble).focus();
    changed = Boolean(document.querySelector("[data-keep] #trouble, .work #trouble"));
  });
})();
