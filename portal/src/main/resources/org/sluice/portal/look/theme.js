/* Before the first paint: the colours that the reader chose, and that scripts run. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* No storage: the system's colours. */ }
})();
