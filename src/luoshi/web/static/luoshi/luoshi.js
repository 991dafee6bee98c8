// What the pages do beyond links and forms: fold the outline and show the place in it, copy an
// address, keys for people who read all day. Every page works without it.
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);

  // ---- said in passing -------------------------------------------------------------------

  let hiding;
  function say(message, address) {
    const toast = one("#toast");
    if (!toast) return;
    toast.textContent = message;
    if (address) {
      const words = document.createElement("span");
      words.className = "address";
      words.textContent = address;
      toast.append(words);
    }
    clearTimeout(hiding);
    hiding = setTimeout(() => { toast.textContent = ""; }, address ? 12000 : 4000);
  }

  // ---- copying an address ----------------------------------------------------------------

  async function copy(button) {
    const address = button.dataset.copy || button.closest("[data-address]").dataset.address;
    try {
      await navigator.clipboard.writeText(address);
      say("已复制：" + address);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 2000);
    } catch {
      // No permission, or no secure connection: the reader copies what is selected.
      say("浏览器不允许直接复制，地址已选中，请按 Ctrl+C（苹果电脑按 ⌘C）：", address);
      const range = document.createRange();
      range.selectNodeContents(one("#toast .address"));
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
  }

  // ---- the outline -----------------------------------------------------------------------

  function unfold(link) {
    for (let item = link.closest("ul"); item; item = item.parentElement.closest("ul")) {
      const twist = item.parentElement.querySelector(":scope > .twist");
      if (twist) twist.setAttribute("aria-expanded", "true");
    }
  }

  let places = [];
  function findPlaces() {
    places = all(".outline a[href^='#']")
      .map((link) => ({ link, target: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
      .filter((place) => place.target);
  }

  // Where the reader asked to go is where the reader is, even where the page cannot scroll so far.
  let asked = null;
  let arrived = false;
  const forget = () => { asked = null; };
  for (const act of ["wheel", "touchmove", "keydown"]) addEventListener(act, forget, { passive: true });

  function ask(link) {
    asked = link;
    arrived = false;
    showPlace();
  }

  function stillThere() {
    if (!asked || !asked.isConnected) return false;
    const target = document.getElementById(decodeURIComponent(asked.hash.slice(1)));
    const box = target && target.getBoundingClientRect();
    const seen = Boolean(box) && box.bottom > 0 && box.top < innerHeight;
    if (arrived && !seen) asked = null;
    arrived = arrived || seen;
    return Boolean(asked);
  }

  function placeInView() {
    let low = 0;
    let high = places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle].target.getBoundingClientRect().top < innerHeight * 0.28) low = middle;
      else high = middle - 1;
    }
    return places[low].link;
  }

  function showPlace() {
    if (!places.length) return;
    const current = stillThere() ? asked : placeInView();
    if (current.hasAttribute("aria-current")) return;
    all(".outline a[aria-current]").forEach((link) => link.removeAttribute("aria-current"));
    current.setAttribute("aria-current", "location");
    unfold(current);
    const outline = current.closest(".outline");
    const [box, place] = [outline.getBoundingClientRect(), current.getBoundingClientRect()];
    if (place.top < box.top + 30 || place.bottom > box.bottom - 30) {
      outline.scrollTop += place.top - box.top - box.height / 3;
    }
  }

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; showPlace(); });
  }, { passive: true });

  // ---- from clause to clause -------------------------------------------------------------

  function go(step) {
    const clauses = all(".clause[id]");
    if (!clauses.length) return false;
    let at = clauses.findIndex((clause) => clause.classList.contains("here"));
    if (at < 0) {
      at = clauses.findIndex((clause) => clause.getBoundingClientRect().top >= 0) - (step > 0 ? 1 : 0);
    } else {
      clauses[at].classList.remove("here");
    }
    const next = clauses[Math.min(Math.max(at + step, 0), clauses.length - 1)];
    next.classList.add("here");
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    const box = next.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight - 60) {
      scrollBy({ top: box.top - innerHeight * 0.25, behavior: "auto" });
    }
    return true;
  }

  // ---- keys ------------------------------------------------------------------------------

  const SETTING = "luoshi-keys";
  function keysOn() {
    try { return localStorage.getItem(SETTING) !== "off"; } catch { return true; }
  }

  const keys = {
    "/": () => {
      const box = one("main input[type=search]") || one(".top input[type=search]");
      if (!box) return false;
      box.focus();
      box.select();
      return true;
    },
    j: () => go(1),
    k: () => go(-1),
    c: () => {
      const button = one(".clause.here .copy");
      if (button) copy(button);
      return Boolean(button);
    },
    "?": () => { help(); return true; },
  };

  function help() {
    const dialog = one("#keys");
    if (!dialog.open) dialog.showModal();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const act = keys[event.key];
    if (act && act()) event.preventDefault();
  });

  // ---- wiring ----------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.matches(".copy")) copy(target);
    else if (target.matches(".twist")) {
      const open = target.getAttribute("aria-expanded") === "true";
      target.setAttribute("aria-expanded", String(!open));
    } else if (target.matches(".outline a")) {
      ask(target);
      if (small.matches) one(".outline > details").open = false;
    } else if (target.matches("[data-do='print']")) print();
    else if (target.matches("[data-do='keys']")) help();
    else if (target.matches("[data-do='close']")) target.closest("dialog").close();
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    try { localStorage.setItem(SETTING, event.target.checked ? "on" : "off"); } catch { /* not kept */ }
  });

  // What stands open beside the text on a wide screen waits to be opened on a small one.
  const wide = matchMedia("(min-width: 75.01rem)");
  const small = matchMedia("(max-width: 56rem)");
  function fit() {
    all(".rail details").forEach((details) => { details.open = wide.matches; });
    all(".outline > details, .choices").forEach((details) => { details.open = !small.matches; });
  }

  function start() {
    fit();
    // Not every browser opens what is folded around the place that an address names.
    const named = one(":target");
    const around = named && named.closest("details");
    if (around && !around.open) { around.open = true; named.scrollIntoView(); }
    findPlaces();
    const goal = places.find((place) => place.link.hash === location.hash);
    if (goal) ask(goal.link);
    showPlace();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const box = one("#keys-on");
    if (box) box.checked = keysOn();
    start();
  });
  wide.addEventListener("change", fit);
  small.addEventListener("change", fit);

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "reader") start();
    // Read out what changed in a few words, not the whole part that was put in.
    const news = all("[data-say]", event.target).map((element) => element.textContent.trim());
    if (news.length) one("#said").textContent = news.join("，");
  });
  document.addEventListener("htmx:sendError", () => say("连接不上服务，请检查网络后重试。"));
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.status >= 500 ? "服务出错，请稍后再试。" : "请求有误，请检查填写的内容。");
  });
})();
