// What the pages of alerts do beyond links and forms: clocks that go on between two answers of the server,
// and a plain word where no answer comes any more. Every page works without it.
(() => {
  "use strict";

  const PATIENCE = 5000; // milliseconds without an answer after which the page says so
  let ahead = 0; // how far the office's clock is ahead of this machine's
  let heard = Date.now();
  let last = Date.now();

  const pad = (number) => String(number).padStart(2, "0");

  function spelled(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds >= 2 * 86400) return Math.floor(seconds / 86400) + " 天";
    const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
    const [minutes, short] = [Math.floor(rest / 60), pad(rest % 60)];
    return hours ? `${hours}:${pad(minutes)}:${short}` : `${minutes}:${short}`;
  }

  function write(element, words) {
    if (element && element.textContent !== words) element.textContent = words;
  }

  const HERE = { timeZone: "Asia/Shanghai", hourCycle: "h23" };
  const clock = new Intl.DateTimeFormat("zh-CN", { ...HERE, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const day = new Intl.DateTimeFormat("zh-CN", { ...HERE, month: "long", day: "numeric" });

  function tick() {
    const now = Date.now() + ahead;
    write(document.querySelector("[data-clock]"), clock.format(now));
    write(document.querySelector("[data-day]"), day.format(now));
    for (const each of document.querySelectorAll("[data-since]")) {
      write(each, spelled(now - Date.parse(each.dataset.since)));
    }
    for (const each of document.querySelectorAll("[data-left]")) {
      const left = Date.parse(each.dataset.left) - now;
      write(each, left > 0 ? spelled(left) : "已过 " + spelled(-left));
    }
    const lost = document.getElementById("lost");
    if (!lost) return;
    const silence = Date.now() - heard;
    lost.hidden = silence < PATIENCE;
    write(lost.querySelector("[data-last]"), clock.format(last));
    write(lost.querySelector("[data-stale]"), spelled(silence));
  }

  function told(iso) {
    const now = Date.parse(iso || "");
    if (Number.isNaN(now)) return;
    ahead = now - Date.now();
    heard = Date.now();
    last = now;
  }

  function start() {
    const running = document.querySelector("[data-now]");
    if (!running) return;
    told(running.dataset.now);
    setInterval(tick, 250);
    tick();
  }

  // An answer, also an empty one that says that nothing is new. What failed says nothing.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) told(event.detail.xhr.getResponseHeader("Luoshi-Now"));
  });

  document.addEventListener("htmx:afterSettle", () => {
    const board = document.getElementById("board");
    const words = board && board.querySelector("[data-say]");
    if (words) write(document.getElementById("said"), words.textContent.trim());
  });

  // What somebody is writing is not taken away by a list that renews itself.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.detail.elt;
    if (!list.matches("[data-polls]")) return;
    const written = [...list.querySelectorAll("input[type=text]")].some((each) => each.value);
    if (written || document.activeElement.matches("#phone input[type=text]")) event.preventDefault();
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
