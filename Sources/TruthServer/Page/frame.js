// What stands around the conversation: theme, list, dialogs, and the keys that work everywhere.
import { find, icon } from "/dom.js";
import { closePanel, openClaim } from "/evidence.js";

const isWide = () => matchMedia("(min-width: 60.01rem)").matches;
const question = find("question");

/** Draws the fixed icons and listens to the buttons around the conversation. */
export function startFrame() {
  const icons = { "sidebar-open": "menu", "sidebar-close": "close", "legend-open": "unverified", send: "send", stop: "stop" };
  for (const [id, name] of Object.entries(icons)) find(id).replaceChildren(icon(name));
  find("corpus-open").prepend(icon("document"));
  drawTheme();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTheme);
  find("theme").addEventListener("click", toggleTheme);
  find("sidebar-open").addEventListener("click", toggleSidebar);
  find("sidebar-close").addEventListener("click", toggleSidebar);
  find("legend-open").addEventListener("click", () => find("legend-dialog").showModal());
  find("clear-history").addEventListener("click", () => find("clear-dialog").showModal());
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  document.addEventListener("click", (event) => {
    if (isDrawerOpen() && !event.target.closest?.(".sidebar, .icon-button")) closeDrawer();
  });
  document.addEventListener("keydown", handleKey);
}

/** On a phone the focus would bring up a keyboard that covers half of the page. */
export function focusQuestion() {
  if (isWide()) question.focus();
}

function handleKey(event) {
  if (document.querySelector("dialog[open]")) return; // Dialogs know Escape by themselves.
  if (event.key === "Escape") {
    if (openClaim()) closePanel();
    else if (isDrawerOpen()) toggleSidebar();
  }
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    (document.body.dataset.view === "corpus" ? find("find").elements.q : question).focus();
  }
}

// MARK: The list

/** The list stands beside a wide page until it is hidden, and lies over a narrow one until it is closed. */
function toggleSidebar() {
  const { classList } = document.body;
  if (isWide()) {
    find(classList.toggle("without-sidebar") ? "sidebar-open" : "sidebar-close").focus();
  } else if (isDrawerOpen()) {
    closeDrawer();
    find("sidebar-open").focus();
  } else {
    closePanel({ focus: false });
    classList.add("with-sidebar");
    document.querySelector(".page").inert = true;
    find("sidebar-close").focus();
  }
}

const isDrawerOpen = () => document.body.classList.contains("with-sidebar");

export function closeDrawer() {
  document.body.classList.remove("with-sidebar");
  document.querySelector(".page").inert = false;
}

// MARK: The theme

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function drawTheme() {
  find("theme").replaceChildren(icon(isDark() ? "sun" : "moon"));
  find("theme").setAttribute("aria-pressed", String(isDark()));
}

function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("truthgpt.theme", theme); } catch { /* It holds until the page closes. */ }
  drawTheme();
}
