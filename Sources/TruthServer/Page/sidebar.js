// The list of conversations: open, rename, delete.
import { find, icon, make, moment } from "/dom.js";

const list = find("conversations");

/** Draws the list; `actions` are `rename(id, title)` and `remove(id)`. */
export function drawSidebar(entries, current, actions) {
  if (list.querySelector("input")) return; // A title is being typed; the end of that draws again.
  const focused = document.activeElement;
  const place = list.contains(focused) ? [focused.parentElement.dataset.id, [...focused.parentElement.children].indexOf(focused)] : null;
  list.replaceChildren(...entries.map((entry) => row(entry, current, actions)));
  if (place) list.querySelector(`[data-id="${place[0]}"]`)?.children[place[1]]?.focus();
  find("conversations-empty").hidden = entries.length > 0;
  find("clear-history").hidden = entries.length === 0;
}

function row(entry, current, actions) {
  const title = entry.title || "Untitled";
  const item = make("li", { "data-testid": "conversation", "data-id": entry.id });
  const show = () => item.replaceChildren(
    make("a", { href: `#c-${entry.id}`, "aria-current": entry.id === current ? "page" : null, title: `${title}, ${moment(entry.updated)}` }, title),
    make("button", { type: "button", class: "icon-button", "aria-label": `Rename: ${title}`, onclick: edit }, icon("rename")),
    make("button", { type: "button", class: "icon-button", "aria-label": `Delete: ${title}`, onclick: () => actions.remove(entry.id) }, icon("remove")));
  const edit = () => {
    const field = make("input", { type: "text", value: title, "aria-label": "Title", maxlength: "120" });
    let done = false;
    const finish = (keep) => {
      if (done) return; // Removing the field blurs it, which would finish a second time.
      done = true;
      show();
      if (keep && field.value.trim() && field.value.trim() !== title) actions.rename(entry.id, field.value.trim());
      list.querySelector(`[data-id="${entry.id}"] a`)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") { event.stopPropagation(); finish(false); }
    });
    field.addEventListener("blur", () => finish(true));
    item.replaceChildren(field);
    field.select();
  };
  show();
  return item;
}
