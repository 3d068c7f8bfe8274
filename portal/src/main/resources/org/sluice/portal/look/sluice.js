/* What makes the pages quick. All of them work without it. */
(() => {
  "use strict";
  const pane = document.getElementById("pane");
  const paneBody = document.getElementById("pane-body");
  const said = document.getElementById("said");
  let stale = false;
  let missed = false;
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
    const by = event.detail.requestConfig.elt;
    if (by?.matches?.("form.moves")) {
      stay(by, event.detail.requestConfig.parameters.do);
    } else if (inPane || event.detail.target.classList.contains("sheet")) {
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

  /* Lists of addresses: type, Enter adds, X removes. Where names have blanks, blanks divide addresses alone. */
  const add = (input) => {
    const list = document.getElementById(input.dataset.list);
    const apart = (text) => {
      const parts = text.trim().split(/\s+/);
      return !input.dataset.blanks || parts.every((part) => part.includes("@")) ? parts : [text.trim()];
    };
    for (const value of input.value.split(/[,;]+/).flatMap(apart).filter(Boolean)) {
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
  /* While a row is dragged, or text in the list is marked to be copied, the list stays as it is; after that it is fetched anew. */
  const isMarked = (live) => {
    const marked = getSelection();
    return !marked.isCollapsed && live.contains(marked.anchorNode);
  };
  const catchUp = () => {
    const live = document.getElementById("live");
    if (!missed || drag || (live && isMarked(live))) return;
    missed = false;
    document.body.dispatchEvent(new Event("sluice-changed"));
  };
  document.addEventListener("selectionchange", catchUp);

  /* What an administrator reads may be old: then that is said, and never shown as if it were new. */
  const lost = document.getElementById("lost");
  let outdated = false;
  const upToDate = () => {
    if (!outdated) return;
    outdated = false;
    lost.hidden = true;
    paneBody.querySelector(".trouble")?.remove();
  };
  const trouble = (words) => {
    if (pane.open) {
      paneBody.querySelector(".trouble")?.remove();
      const box = document.createElement("div");
      Object.assign(box, { className: "problem trouble", role: "alert", textContent: words });
      paneBody.querySelector(".sheet")?.prepend(box);
    } else {
      lost.textContent = words;
      lost.hidden = false;
    }
  };
  const asked = (event) => event.detail.requestConfig?.triggeringEvent?.type ?? "";
  const isRefresh = (event) => asked(event).startsWith("sluice-");
  document.body.addEventListener("htmx:sendError", (event) => {
    if (!isRefresh(event)) trouble("Sluice could not be reached, so it is not known whether this was done. Look, then try again.");
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (new URL(xhr.responseURL).pathname === "/sign-in") {
      event.detail.shouldSwap = false;
      if (!(isRefresh(event) && pane.open)) location.assign("/sign-in?to=" + encodeURIComponent(location.pathname + location.search));
    } else if (event.detail.target.id === "live" && xhr.status >= 500) {
      event.detail.shouldSwap = false;
      trouble("Sluice could not answer (" + xhr.status + "). What is shown here is not up to date.");
      outdated = true;
    }
  });

  /* The row under the pointer, or else the topmost that is seen, stays where it is when others come above it. */
  const link = (row) => row.querySelector("a[href]")?.getAttribute("href");
  const place = (live) => {
    const rows = [...live.querySelectorAll("tbody tr")].filter(link);
    const row = rows.find((r) => r.matches(":hover")) ?? (scrollY > 0 ? rows.find((r) => r.getBoundingClientRect().top >= 0) : null);
    return row ? { href: link(row), top: row.getBoundingClientRect().top } : null;
  };
  const goBack = (to) => {
    const row = to && [...document.querySelectorAll("#live tbody tr")].find((r) => link(r) === to.href);
    if (row) scrollBy({ top: row.getBoundingClientRect().top - to.top, behavior: "instant" });
  };

  let chosen = [];
  let held = null;
  let read = null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const live = event.detail.target;
    if (live.id !== "live" || !event.detail.shouldSwap) return;
    if (isRefresh(event) && (drag || isMarked(live))) {
      event.detail.shouldSwap = false;
      missed = true;
      return;
    }
    read = isRefresh(event) ? place(live) : null;
    const at = document.activeElement;
    held = live.contains(at) && !at.id && at.href ? { href: at.getAttribute("href"), text: at.textContent } : null;
    chosen = boxes(event.detail.target).filter((b) => b.checked).map((b) => b.value);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "live") goBack(read); });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "live") return;
    upToDate();
    boxes(document).forEach((box) => { box.checked = chosen.includes(box.value); });
    count();
    if (held) {
      const links = [...document.querySelectorAll("#live a[href]")].filter((a) => a.getAttribute("href") === held.href);
      (links.find((a) => a.textContent === held.text) ?? links[0])?.focus({ preventScroll: true });
    }
    const live = document.getElementById("live");
    if (live?.dataset.summary && live.dataset.summary !== event.detail.target.dataset.summary) say(live.dataset.summary);
    document.dispatchEvent(new Event("sluice-swapped"));
  });

  /* A row is dragged by its grip, with mouse, pen or finger, to the place of another; the buttons of the row do the same. */
  const EDGE = 48;
  let drag = null;
  const mark = (row) => {
    drag.over?.classList.remove("here");
    drag.over = row;
    row?.classList.add("here");
  };
  const rowAt = (event) => {
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-priority]");
    return row && row !== drag.row && row.parentElement === drag.row.parentElement ? row : null;
  };
  const letGo = () => {
    mark(null);
    drag.row.classList.remove("dragged");
    drag = null;
    catchUp();
  };
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".grip");
    if (!grip || event.button !== 0 || drag) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    drag = { row: grip.closest("tr"), over: null };
    drag.row.classList.add("dragged");
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    mark(rowAt(event));
    if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
    if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const onto = rowAt(event);
    const form = drag.row.querySelector("form.moves");
    letGo();
    if (!onto) return;
    const to = document.createElement("input");
    Object.assign(to, { type: "hidden", name: "to", value: onto.dataset.priority });
    form.append(to);
    form.requestSubmit();
  });
  document.addEventListener("pointercancel", () => { if (drag) letGo(); });
  document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") letGo(); });

  /* After a move the focus stays with what was moved, and what became of it is said. */
  const stay = (form, way) => {
    const rule = form.elements.rule.value;
    const again = [...document.querySelectorAll("form.moves")].find((f) => f.elements.rule.value === rule);
    const able = [...again?.querySelectorAll("button") ?? []].filter((b) => !b.disabled);
    (able.find((b) => b.value === way) ?? able[0])?.focus();
    say(document.querySelector("main .note, main .problem")?.textContent ?? "");
  };

  /* What the server tells while the page is looked at. A browser keeps six connections to a server for all its tabs:
     one that is hidden gives its own back, and catches up when it is shown again. */
  if (document.body.dataset.live && "EventSource" in window) {
    let source = null;
    let heard = new Date();
    let left = document.hidden; // one that was opened behind others catches up when it is seen
    const pass = (name) => document.body.dispatchEvent(new Event("sluice-" + name));
    const listen = () => {
      if (source) return;
      const own = new EventSource(document.body.dataset.live);
      source = own;
      for (const name of ["changed", "tick"]) own.addEventListener(name, () => pass(name));
      for (const name of ["hello", "changed", "tick"]) own.addEventListener(name, () => { heard = new Date(); });
      own.addEventListener("open", () => {
        if (lost.hidden && !left) return;
        lost.hidden = true;
        left = false;
        pass("changed");
      });
      own.addEventListener("error", () => {
        outdated = false;
        lost.textContent = "Nothing is heard from Sluice since " + heard.toISOString().slice(11, 19) + " UTC: what is shown here may be old. "
          + (own.readyState === EventSource.CLOSED ? "Load the page again." : "It is tried again.");
        lost.hidden = false;
      });
    };
    const leave = () => {
      if (!source) return;
      source.close();
      source = null;
      left = true;
    };
    document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else listen(); });
    if (!document.hidden) listen();
    addEventListener("pagehide", leave);
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }
  count();
})();
