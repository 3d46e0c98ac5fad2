// What Gradio does that does not suit the page. What it says in English whatever the language is replaced as it appears,
// in Gradio's own boxes alone.
(() => {
  "use strict";
  const boxes = ".progress-text, .toast-body";
  const rules = [
    [/^queue: (\d+)\/(\d+) \|/, "queue"],
    [/^processing \|/, "working"],
    [/^Connection to the server was lost\..*/, "lost"],
    [/^Connection Lost$/, "warning"],
    [/^Queue is full\..*/, "full"],
    [/^Warning$/, "warning"],
    [/^Error$/, "failed"],
  ];

  function translate(node) {
    const said = document.querySelector("#heading [data-words]");
    if (!said || !node.parentElement || !node.parentElement.closest(boxes)) return;
    const text = node.nodeValue.trim();
    for (const [pattern, key] of rules) {
      const found = text.match(pattern);
      if (!found) continue;
      const words = JSON.parse(said.dataset.words)[key];
      node.nodeValue = words.replace("{place}", found[1]).replace("{size}", found[2]) + " ";
      return;
    }
  }

  function within(node) {
    if (node.nodeType === Node.TEXT_NODE) return translate(node);
    if (node.nodeType !== Node.ELEMENT_NODE || !(node.closest(boxes) || node.querySelector(boxes))) return;
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translate(texts.currentNode);
  }

  function seen(changes) {
    for (const change of changes) {
      if (change.type === "characterData") translate(change.target);
      else change.addedNodes.forEach(within);
    }
    const said = document.querySelector("#heading [data-words]");
    if (said && document.documentElement.lang !== said.lang) document.documentElement.lang = said.lang;
  }

  // The clocks of Gradio's progress signs tick at every frame, and that of the page's start never ends (Gradio 6.31): a
  // page that is open all day would never rest. Four times a second is enough for a clock.
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (tick) =>
    String(tick).includes("performance.now()") ? setTimeout(() => frame(tick), 250) : frame(tick);

  const watch = () => new MutationObserver(seen).observe(document.body, { childList: true, characterData: true, subtree: true });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
