"use strict";
// One take sounds at a time; a row or a column plays its takes one after the other.
(() => {
  const status = document.getElementById("status");
  const takes = [...document.querySelectorAll(".play")];
  let sounding = null;
  let coming = [];

  const soundOf = (button) => button.parentElement.querySelector("audio");

  function stop() {
    if (!sounding) return;
    const button = sounding;
    sounding = null;
    button.setAttribute("aria-pressed", "false");
    soundOf(button).pause();
    soundOf(button).currentTime = 0;
  }

  function next() {
    stop();
    const button = coming.shift();
    if (!button) return;
    sounding = button;
    button.setAttribute("aria-pressed", "true");
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
    status.textContent = button.getAttribute("aria-label");
    soundOf(button).play().catch(stop);
  }

  for (const button of takes) {
    button.setAttribute("aria-pressed", "false");
    soundOf(button).addEventListener("ended", next);
    button.addEventListener("click", () => {
      coming = sounding === button ? [] : [button];
      next();
    });
  }
  for (const all of document.querySelectorAll(".all")) {
    all.addEventListener("click", () => {
      const within = all.hasAttribute("data-row") ? all.closest("tr") : all.closest("table");
      const mood = all.dataset.column;
      coming = [...within.querySelectorAll(".play")].filter((take) => !mood || take.dataset.mood === mood);
      next();
    });
  }
  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape") {
      coming = [];
      stop();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key.key];
    const here = takes.indexOf(document.activeElement);
    if (step && here >= 0 && takes[here + step]) {
      takes[here + step].focus();
      key.preventDefault();
    }
  });
})();
