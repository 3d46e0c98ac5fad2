// What Gradio says in English whatever the language of the page: replaced as it appears, in Gradio's own boxes alone.
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

  const watch = () => new MutationObserver(seen).observe(document.body, { childList: true, characterData: true, subtree: true });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
