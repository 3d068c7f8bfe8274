/* What makes the pages quick. All of them work without it. */
(() => {
  "use strict";
  const pane = document.getElementById("pane");
  const paneBody = document.getElementById("pane-body");
  const said = document.getElementById("said");
  let stale = false;
  let opener = null;

  const say = (text) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = text; }); };

  /* The menu of narrow windows. */
  const menu = document.querySelector(".menu");
  const side = document.querySelector(".side");
  menu?.addEventListener("click", () => {
    menu.setAttribute("aria-expanded", String(side.classList.toggle("open")));
  });

  /* Light, dark, or as the system has it. */
  const theme = document.getElementById("theme");
  if (theme) {
    theme.value = document.documentElement.dataset.theme ?? "system";
    theme.addEventListener("change", () => {
      try { localStorage.setItem("theme", theme.value); } catch { /* For this page only. */ }
      if (theme.value === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme.value;
      document.dispatchEvent(new Event("sluice-theme"));
    });
  }

  /* A step of a wizard begins at its heading. */
  const begin = (sheet) => {
    const heading = sheet?.querySelector("h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    if (pane.open) { pane.setAttribute("aria-label", heading.textContent); pane.scrollTop = 0; }
  };

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === paneBody && !pane.open) opener = document.activeElement;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const inPane = event.detail.target === paneBody;
    if (inPane && !pane.open) pane.showModal();
    if (inPane || event.detail.target.classList.contains("sheet")) {
      begin(inPane ? paneBody.querySelector(".sheet") : document.querySelector("dialog[open] .sheet, main .sheet"));
      if (event.detail.requestConfig.verb === "post") stale = true;
    }
  });
  pane?.addEventListener("close", () => {
    paneBody.replaceChildren();
    if (stale) { stale = false; document.body.dispatchEvent(new Event("sluice-changed")); }
    const back = opener?.id ? document.getElementById(opener.id) ?? opener : opener;
    back?.focus();
  });

  document.addEventListener("click", (event) => {
    const shut = event.target.closest("[data-close]");
    if (shut && pane.open && pane.contains(shut)) { event.preventDefault(); pane.close(); }
    const less = event.target.closest("[data-remove]");
    if (less) {
      event.preventDefault();
      const list = less.closest("ul");
      less.closest("li").remove();
      const next = list.querySelector("button") ?? document.getElementById(list.dataset.input);
      next?.focus();
      say(less.getAttribute("aria-label") + ": done");
    }
    const more = event.target.closest("[data-add]");
    if (more) { event.preventDefault(); add(document.getElementById(more.dataset.add)); }
  });

  /* Lists of addresses: type, Enter adds, X removes. */
  const add = (input) => {
    const list = document.getElementById(input.dataset.list);
    for (const value of input.value.split(/[\s,;]+/).filter(Boolean)) {
      if ([...list.querySelectorAll("input")].some((i) => i.value.toLowerCase() === value.toLowerCase())) continue;
      const item = document.createElement("li");
      const text = document.createElement("span");
      const hidden = document.createElement("input");
      const remove = document.createElement("button");
      text.textContent = value;
      Object.assign(hidden, { type: "hidden", name: list.dataset.name, value });
      Object.assign(remove, { type: "button", textContent: "×" });
      remove.dataset.remove = "";
      remove.setAttribute("aria-label", "Remove " + value);
      item.append(text, hidden, remove);
      list.append(item);
      say("Added " + value);
    }
    input.value = "";
    input.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("input[data-list]") && event.target.value.trim()) {
      event.preventDefault();
      add(event.target);
    }
  });

  /* Which rows are chosen stays so when the list is fetched anew. */
  const boxes = (root) => [...root.querySelectorAll("input[type=checkbox][name=who]")];
  const count = () => {
    const bar = document.querySelector(".selected");
    if (!bar) return;
    const all = boxes(document);
    const on = all.filter((box) => box.checked).length;
    bar.querySelector("[data-chosen]").textContent = on === 0 ? "Nothing selected" : on + " selected";
    const every = document.getElementById("every");
    if (every) { every.checked = on > 0 && on === all.length; every.indeterminate = on > 0 && on < all.length; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.id === "every") boxes(document).forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("input[type=checkbox]")) count();
  });
  let chosen = [];
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "live") chosen = boxes(event.detail.target).filter((b) => b.checked).map((b) => b.value);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "live") return;
    boxes(document).forEach((box) => { box.checked = chosen.includes(box.value); });
    count();
    const live = document.getElementById("live");
    if (live?.dataset.summary && live.dataset.summary !== event.detail.target.dataset.summary) say(live.dataset.summary);
    document.dispatchEvent(new Event("sluice-swapped"));
  });

  /* A row is dragged by its grip to the place of another; the buttons of the row do the same. */
  let dragged = null;
  const over = (event) => {
    const row = dragged && event.target.closest?.("tr[data-priority]");
    return row && row !== dragged && row.parentElement === dragged.parentElement ? row : null;
  };
  const unmark = () => document.querySelectorAll("tr.here").forEach((row) => row.classList.remove("here"));
  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".grip")) return;
    dragged = event.target.closest("tr");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });
  document.addEventListener("dragover", (event) => {
    unmark();
    const row = over(event);
    if (row) { event.preventDefault(); row.classList.add("here"); }
  });
  document.addEventListener("drop", (event) => {
    const row = over(event);
    if (!row) return;
    event.preventDefault();
    const form = dragged.querySelector("form.moves");
    const to = document.createElement("input");
    Object.assign(to, { type: "hidden", name: "to", value: row.dataset.priority });
    form.append(to);
    form.submit();
  });
  document.addEventListener("dragend", () => { dragged = null; unmark(); });

  /* What the server tells while the page is open. */
  if (document.body.dataset.live && "EventSource" in window) {
    const source = new EventSource(document.body.dataset.live);
    const pass = (name) => source.addEventListener(name, () => document.body.dispatchEvent(new Event("sluice-" + name)));
    pass("changed");
    pass("tick");
    addEventListener("pagehide", () => source.close());
  }
  count();
})();
