// What the page does by itself: keyboard, copying, scrolling. Everything else is an event handled by the server.
window.clauseqa = (() => {
  "use strict";
  const find = (id) => document.querySelector(`#${id} textarea, #${id} input`);
  const fill = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  async function copy(source) {
    const text = source.dataset.text;
    const html = source.dataset.html;
    try {
      if (html && navigator.clipboard && window.ClipboardItem) {
        const parts = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) };
        await navigator.clipboard.write([new ClipboardItem(parts)]);
      } else if (navigator.clipboard) {
        await navigator.clipboard.writeText(text);
      } else {
        copyByEvent(text, html);
      }
      say(source, source.dataset.done);
    } catch (error) {
      say(source, copyByEvent(text, html) ? source.dataset.done : source.dataset.failed);
    }
  }

  // Pages that come over plain HTTP from another machine have no clipboard object.
  function copyByEvent(text, html) {
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
      if (html) event.clipboardData.setData("text/html", html);
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }

  function say(button, words) {
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = words;
    let live = document.getElementById("clauseqa-live");
    if (!live) {
      live = document.createElement("div");
      live.id = "clauseqa-live";
      live.setAttribute("role", "status");
      document.body.append(live);
    }
    live.textContent = words;
    setTimeout(() => { button.textContent = label; }, 1500);
  }

  const local = {
    copy,
    edit: (source) => fill(find("question"), source.dataset.text),
  };
  const asks = {
    rename: (data) => { data.title = prompt(data.ask, data.title); return data.title !== null; },
    remove: (data) => confirm(data.ask),
  };

  // Turn clicks on [data-act] within an element into events.
  function listen(element, trigger) {
    element.addEventListener("click", (event) => {
      const source = event.target.closest("[data-act]");
      if (!source || source.tagName === "FORM") return;
      event.preventDefault();
      const data = { ...source.dataset };
      if (local[data.act]) { local[data.act](source); return; }
      if (asks[data.act] && !asks[data.act](data)) return;
      trigger(data.act, data);
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      trigger(form.dataset.act, { ...form.dataset, ...Object.fromEntries(new FormData(form)) });
    });
  }

  // After a component has been drawn anew: bring what it is about into view.
  const seen = new WeakMap();
  function shown(element) {
    const host = element.closest("#pane, #current, #past, #results");
    if (!host) return;
    if (host.id === "pane") showClause(element);
    else if (host.id === "results" && element.querySelector(".results")) element.closest("#results").scrollTop = 0;
    else followTalk();
  }

  function showClause(element) {
    const clause = element.querySelector(".clause");
    if (!clause) return;
    const key = `${clause.dataset.clause} ${clause.dataset.opening}`;
    if (seen.get(element) === key) return;
    seen.set(element, key);
    const contents = document.querySelector("#contents details.contents");
    if (contents) contents.open = false;
    const reading = clause.querySelector(".reading");
    const target = clause.querySelector("mark") || clause.querySelector(".current");
    const asked = clause.dataset.opening !== "";
    const stacked = getComputedStyle(document.getElementById("panes")).flexDirection === "column";
    if (stacked) {
      if (asked) target.scrollIntoView({ block: "center" });
    } else {
      const heading = clause.querySelector(".current");
      const far = target.getBoundingClientRect().bottom - heading.getBoundingClientRect().top > reading.clientHeight - 40;
      const goal = far ? target : heading;
      reading.scrollTop += goal.getBoundingClientRect().top - reading.getBoundingClientRect().top - 12;
    }
    if (asked) clause.querySelector("h3").focus({ preventScroll: true });
  }

  let follow = true;
  function followTalk() {
    const talk = document.getElementById("talk");
    if (!talk || !follow) return;
    const last = talk.querySelector("#current .turn");
    if (!last) return;
    // A long answer is read from its question on, not from its end.
    const top = last.getBoundingClientRect().top - talk.getBoundingClientRect().top + talk.scrollTop - 8;
    talk.scrollTop = Math.min(top, talk.scrollHeight - talk.clientHeight);
  }

  function lastQuestion() {
    const questions = document.querySelectorAll("#talk [data-question] p");
    return questions.length ? questions[questions.length - 1].textContent : "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      const stop = document.getElementById("stop");
      if (stop && stop.offsetParent !== null) { event.preventDefault(); stop.click(); }
      else if (typing && typing.closest("#search")) { find("question").focus(); }
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      find("search").focus();
      find("search").select();
    } else if (event.key === "ArrowUp" && typing === find("question") && typing && typing.value === "") {
      const last = lastQuestion();
      if (last) { event.preventDefault(); fill(typing, last); }
    }
  });

  function save(file) {
    if (!file || !file.name) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const drawer = () => document.body.classList.toggle("drawer-open");

  // Gradio sets the system's theme while the page starts; what the user chose comes after it.
  const wanted = () => localStorage.getItem("clauseqa-theme");
  function dress() {
    const dark = document.body.classList.contains("dark");
    if (wanted() && dark !== (wanted() === "dark")) document.body.classList.toggle("dark", !dark);
  }
  function theme() {
    localStorage.setItem("clauseqa-theme", document.body.classList.contains("dark") ? "light" : "dark");
    dress();
  }
  function watchTheme() {
    new MutationObserver(dress).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    dress();
  }
  // Gradio may put this script in place after the document was read.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchTheme);
  else watchTheme();

  return { listen, shown, save, theme, drawer };
})();
