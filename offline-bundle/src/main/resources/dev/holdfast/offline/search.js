"use strict";
// Finds the pages that hold every word; a word in a title counts most. No network: the index is a script.
(() => {
  const input = document.getElementById("search");
  const found = document.getElementById("found");
  const contents = document.getElementById("contents");
  const up = document.body.dataset.up;
  const pages = window.holdfastPages.map((page) => ({
    ...page,
    lowTitle: page.title.toLowerCase(),
    lowText: page.text.toLowerCase(),
  }));
  const score = (page, words) => {
    let total = 0;
    for (const word of words) {
      const inTitle = page.lowTitle.includes(word);
      const times = page.lowText.split(word).length - 1;
      if (!inTitle && times === 0) return 0;
      total += (inTitle ? 50 : 0) + Math.min(times, 20);
    }
    return total;
  };
  const around = (page, word) => {
    const at = Math.max(0, page.lowText.indexOf(word) - 40);
    return page.text.slice(at, at + 120);
  };
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.hidden = words.length === 0;
    contents.hidden = words.length > 0;
    found.replaceChildren(
      ...pages
        .map((page) => [score(page, words), page])
        .filter(([points]) => points > 0)
        .sort((a, b) => b[0] - a[0])
        .slice(0, 12)
        .map(([, page]) => {
          const item = document.createElement("li");
          const link = document.createElement("a");
          link.href = up + page.page;
          link.textContent = page.title;
          const text = document.createElement("small");
          text.textContent = around(page, words[0]);
          item.append(link, text);
          return item;
        }),
    );
  });
})();
