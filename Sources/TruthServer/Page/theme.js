// Sets the theme before the first paint. `localStorage` can be forbidden; the system's choice then stands.
(() => {
  try {
    const theme = localStorage.getItem("truthgpt.theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch { /* Nothing is remembered, so there is nothing to set. */ }
})();
