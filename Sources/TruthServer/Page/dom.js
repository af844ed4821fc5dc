// Small tools for building the page. Text always becomes a text node, so nothing that a model or a
// document says can turn into markup.

/** Returns an element: attributes by name, `onclick`-like names as listeners, children as nodes or text. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const find = (id) => document.getElementById(id);

// Stroked paths on a grid of 24 units.
const paths = {
  supported: "M5 12.5l4.5 4.5L19 7.5",
  refuted: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  contested: "M4 9h14l-3.5-3.5M20 15H6l3.5 3.5",
  unverified: "M8.7 8.8a3.4 3.4 0 1 1 5 3c-1.1.6-1.7 1.3-1.7 2.6M12 18.4v.2",
  "not-checkable": "M6 12h12",
  send: "M12 19V5.5M6 11.5l6-6 6 6",
  stop: "M8 8h8v8H8z",
  menu: "M4.5 7h15M4.5 12h15M4.5 17h9",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  previous: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  rename: "M5 19l.8-3.6L16 5.2l2.8 2.8L8.6 18.2 5 19",
  remove: "M5.5 7.5h13M9.5 7.5V5h5v2.5M7.5 7.5l.8 11.5h7.4l.8-11.5",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  search: "M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15.5 15.5L20 20",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10",
  document: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4M9.5 12h6M9.5 15.5h6",
  link: "M13 5h6v6M19 5l-8.5 8.5M16 14v5H5V8h5",
};

/** Returns a drawing for a button or a verdict; the text beside it says the same, so readers skip it. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", paths[name] ?? paths.unverified);
  drawing.append(path);
  return drawing;
}

/** Returns "3 August 1997" for an ISO date. Dates of documents have no hour, so they are read in UTC. */
export function day(iso) {
  return format(iso, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** Returns "22 November 2026 at 10:25" in the reader's own time zone. */
export function moment(iso) {
  return format(iso, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

function format(iso, options) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso ?? "";
  return new Intl.DateTimeFormat("en-GB", options).format(date);
}

/** Returns "1 claim" or "3 claims". */
export function counted(count, noun) {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Returns "4.2 MB". */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Reads `text` aloud to those who use a screen reader, after what is being read now. */
export function announce(text) {
  const log = find("announcer");
  log.append(make("p", {}, text));
  while (log.childElementCount > 20) log.firstElementChild.remove();
}

let toastTimer;

/** Shows a short message, with one thing that can be done about it. */
export function toast(text, action) {
  const box = find("toast");
  const hide = () => { box.hidden = true; };
  box.replaceChildren(make("span", {}, text));
  if (action) {
    box.append(make("button", { type: "button", onclick: () => { hide(); action.run(); } }, action.label));
  }
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hide, action ? 8000 : 4000);
}
