// A passage as a card: where it is from, what it says, when and under which licence.
import { day, icon, make } from "/dom.js";
import { stances } from "/verdicts.js";

/** Returns a card; `highlight` is the part of the text that bears on the claim, in code points. */
export function passageCard(passage, { stance = null, highlight = null } = {}) {
  return make("article", { class: "passage", "data-testid": "passage", "data-stance": stance },
    stance && make("p", { class: "stance" }, stances[stance] ?? stance),
    make("h4", {}, passage.title || passage.document || "Untitled"),
    make("blockquote", {}, quoted(passage.text ?? "", highlight)),
    make("p", { class: "provenance" }, provenance(passage)));
}

/** Source, author, date and licence in one line of text, for copying. */
export function provenanceText(passage) {
  return [passage.title, passage.source, passage.author, passage.created && day(passage.created), passage.licence, webLink(passage.url)]
    .filter(Boolean).join(", ");
}

function provenance(passage) {
  const parts = [
    make("span", {}, passage.source || "Unknown source"),
    passage.author && make("span", {}, passage.author),
    passage.created && make("time", { datetime: passage.created }, day(passage.created)),
    passage.licence && make("span", {}, passage.licence),
  ].filter(Boolean);
  const link = webLink(passage.url);
  if (link) parts.push(make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, "Open the source", icon("link")));
  return parts;
}

/** The address if it is one of the web; a document must not be able to smuggle in `javascript:`. */
function webLink(url) {
  if (!url) return null;
  try {
    const address = new URL(url);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null; // Documents carry all sorts of things in this field; without a link the rest still stands.
  }
}

function quoted(text, highlight) {
  const points = Array.from(text);
  if (!highlight) return paragraphs(text);
  const slice = (start, end) => points.slice(start, end).join("");
  return [
    ...paragraphs(slice(0, highlight.start)),
    make("mark", {}, paragraphs(slice(highlight.start, highlight.end))),
    ...paragraphs(slice(highlight.end)),
  ];
}

/** Dictionaries are broken into lines of 70 letters; only an empty line means something, and becomes a gap. */
function paragraphs(text) {
  return text.split(/\n[ \t]*\n/).flatMap((part, number) => (number === 0 ? [part] : [make("span", { class: "gap" }), part]));
}
