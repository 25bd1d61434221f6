// The report's own behaviour.  Everything on the page is readable without it.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const canvas = $("#canvas"), scroll = $(".scroll"), head = $("#head"), seek = $("#seek"), now = $("#now");
  const sound = $("#sound"), caption = $("#caption"), transcript = $("#tr"), keys = $("#keys");
  const length = +canvas.dataset.length;
  const lines = $$("#tr li").map(li => ({ li, onset: +li.dataset.onset, end: +li.dataset.end }));
  const boxes = { caller: $$(".utt.caller"), trainee: $$(".utt.trainee") };
  const seen = { caller: 0, trainee: 0 };
  for (const line of lines) {                       // boxes stand in each lane in the order of the transcript
    line.who = line.li.classList.contains("caller") ? "caller" : "trainee";
    line.box = boxes[line.who][seen[line.who]++];
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const smooth = still ? "auto" : "smooth";
  let at = 0, until = Infinity, shown = null;

  const clock = ms => `${Math.floor(ms / 60000)}:${(Math.floor(ms / 100) / 10 % 60).toFixed(1).padStart(4, "0")}`;
  const place = ms => canvas.clientWidth * ms / length;

  function draw() {
    head.style.left = `calc(var(--pad) + (100% - 2 * var(--pad)) * ${Math.min(1, at / length)})`;
    seek.value = at / 1000; seek.setAttribute("aria-valuetext", clock(at)); now.textContent = clock(at);
    let current = null;
    for (const line of lines) {
      const on = at >= line.onset && at < line.end;
      line.box.classList.toggle("now", on); line.li.classList.toggle("now", on);
      if (on) current = line;
    }
    if (current !== shown) speak(current);
  }
  function speak(line) {
    shown = line;
    const [who, said] = caption.children;
    who.textContent = line ? $(".who", line.li).textContent : "";
    who.className = line ? `c-${line.who}` : "";
    said.textContent = line ? $(".said", line.li).textContent : "";
    if (line) transcript.scrollTop = line.li.offsetTop - transcript.clientHeight / 3;
  }
  function go(ms, reveal) {
    at = Math.max(0, Math.min(length, ms)); until = Infinity;
    if (sound) sound.currentTime = at / 1000;
    draw();
    if (reveal) scroll.scrollTo({ left: place(at) - scroll.clientWidth / 2, behavior: smooth });
  }
  function follow() {
    if (sound.paused) return;
    at = sound.currentTime * 1000;
    if (at >= until) { sound.pause(); until = Infinity; }
    draw();
    const x = place(at);
    if (x < scroll.scrollLeft || x > scroll.scrollLeft + scroll.clientWidth - 60) scroll.scrollLeft = x - 80;
    requestAnimationFrame(follow);
  }
  function hear(from, to) {
    go(from, true);
    if (!sound) { transcript?.scrollIntoView({ block: "nearest", behavior: smooth }); return; }
    until = to ?? Infinity; sound.play();
  }
  function toggle() {
    if (!sound) return;
    until = Infinity;
    if (sound.paused) sound.play(); else sound.pause();
  }
  function show(id) {
    $$("#evidence > article").forEach(card => card.hidden = card.dataset.id !== id);
    $$("[data-moment]").forEach(list => list.hidden = !list.dataset.moment.split(" ").includes(id));
    $$(".chip").forEach(chip => chip.toggleAttribute("aria-current", chip.dataset.card === id));
    $$("[data-mark]").forEach(mark => mark.setAttribute("aria-pressed", (mark.dataset.all ?? mark.dataset.mark).split(" ").includes(id)));
  }
  function press(button, on) {
    button.setAttribute("aria-pressed", on);
    button.textContent = on ? button.dataset.on : button.dataset.off;
  }
  function chooseMark(mark) {
    show(mark.dataset.mark);
    const listen = $(`#evidence > article[data-id="${mark.dataset.mark}"] [data-hear]`);
    if (sound && listen) hear(+listen.dataset.go, +listen.dataset.to); else go(+mark.dataset.t, true);
  }
  const correct = $("#correct .form");
  function chooseTime(button) {
    if (correct && button.closest("#tr .trainee")) $("code", correct).textContent = `${correct.dataset.start} --at ${clock(+button.dataset.go)} --words "${correct.dataset.words}"`;
    if (button.dataset.card) show(button.dataset.card);
    if (!button.closest("#timeline")) $("#timeline").scrollIntoView({ behavior: smooth });
    const card = button.dataset.card && $(`#evidence > article[data-id="${button.dataset.card}"] [data-hear]`);
    const to = button.dataset.to ?? card?.dataset.to;
    if ("hear" in button.dataset) hear(+button.dataset.go, to && +to); else go(+button.dataset.go, true);
  }
  document.addEventListener("click", event => {
    const mark = event.target.closest("[data-mark]"), button = event.target.closest("[data-go]");
    const copied = event.target.closest("[data-copy]");
    if (copied) return copy(copied);
    if (mark) return chooseMark(mark);
    const chip = event.target.closest(".chip");
    if (chip) return show(chip.dataset.card);
    if (button) return chooseTime(button);
    if (!event.target.closest("#canvas")) return;
    const box = canvas.getBoundingClientRect(), pad = 14;
    go((event.clientX - box.left - pad) / (box.width - 2 * pad) * length);
  });
  seek.addEventListener("input", () => go(seek.value * 1000, true));
  $("#zoom").addEventListener("click", event => {
    const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
    press(event.currentTarget, on); canvas.style.setProperty("--zoom", on ? 3 : 1); go(at, true);
  });
  $("#print").addEventListener("click", () => print());
  if (sound) {
    sound.controls = false;
    $("#play").addEventListener("click", toggle);
    $("#mute").addEventListener("click", event => { sound.muted = !sound.muted; press(event.currentTarget, sound.muted); });
    sound.addEventListener("play", () => { press($("#play"), true); $("#play").removeAttribute("aria-pressed"); follow(); });
    sound.addEventListener("pause", () => { press($("#play"), false); $("#play").removeAttribute("aria-pressed"); });
  }
  // the only quotes that sh, PowerShell and cmd all know
  const quoted = words => `"${words.replace(/[\\$`!%\r\n]/g, "").replaceAll('"', "'")}"`;
  document.addEventListener("input", event => {
    const form = event.target.closest(".over .form");
    if (!form || !$("[data-reason]", form)) return;
    const reason = $("[data-reason]", form);
    $("code", form).textContent = `${form.dataset.start} --verdict ${$("[data-verdict]", form).value} --reason ${quoted(reason.value.trim() || reason.placeholder)}`;
  });
  async function copy(button) {
    const code = $("code", button.parentElement), line = code.textContent;
    try { await navigator.clipboard.writeText(line); }
    catch {                                            // a file opened from a disk may not have the clipboard
      getSelection().selectAllChildren(code);
      if (!document.execCommand("copy")) return;
    }
    $("#said").textContent = $("#said").dataset.copied;
    button.classList.add("done"); setTimeout(() => { button.classList.remove("done"); $("#said").textContent = ""; }, 2000);
  }
  function step(by) {
    const marks = $$("[data-mark]").sort((a, b) => a.dataset.t - b.dataset.t);
    if (!marks.length) return;
    const chosen = marks.findIndex(mark => mark.getAttribute("aria-pressed") === "true");
    const next = marks[(chosen < 0 ? (by > 0 ? 0 : marks.length - 1) : chosen + by + marks.length) % marks.length];
    chooseMark(next); next.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", event => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=range])")) return;
    const key = event.key.toLowerCase(), control = event.target.closest("button, summary, a");
    const owned = event.target.type === "range" || event.target.matches(".scroll, .tr");   // they use the arrows
    if (key === " " && !control) { event.preventDefault(); toggle(); }
    else if (key === "arrowleft" && !owned) { event.preventDefault(); go(at - 1000, true); }
    else if (key === "arrowright" && !owned) { event.preventDefault(); go(at + 1000, true); }
    else if (key === "j") step(-1);
    else if (key === "k") step(1);
    else if (key === "m" && sound) $("#mute").click();
  });
  const marks = $$("[data-mark]");
  const advised = $(".one [data-card]")?.dataset.card;
  const first = marks.find(mark => mark.dataset.mark === advised) ?? marks.find(mark => mark.classList.contains("c-lost")) ?? marks[0];
  if (first) show(first.dataset.mark);
  draw();
})();
