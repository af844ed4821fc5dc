// Text to nodes, with its claims marked. Positions are Unicode code points, as the server counts them; so the
// text is taken apart with `Array.from`, and the little Markdown that models write only hides its markers.
import { icon, make } from "/dom.js";
import { words } from "/verdicts.js";

/**
 * Returns the blocks of a text, each claim as an element that can be opened.
 *
 * `claims` are `{ index, claim: { start, end }, verdict }`; `plain` keeps the text as it was typed.
 */
export function prose(text, claims, { plain = false, open, selected = null } = {}) {
  const points = Array.from(text);
  const owner = owners(points.length, claims);
  const state = { points, owner, claims, open, selected, marked: new Set(), last: lastPoints(points, owner) };
  const nodes = [];
  for (const block of plain ? plainBlocks(points) : blocks(points)) {
    const content = pieces(block.runs, owner).map((group) => groupNode(group, state));
    if (block.kind === "item") list(nodes, block).append(make("li", { value: block.number }, content));
    else nodes.push(make(block.kind, {}, content));
  }
  return nodes;
}

/** Which claim each code point belongs to: a number of `claims`, or -1. Where two overlap the first has it. */
function owners(length, claims) {
  const owner = new Int32Array(length).fill(-1);
  claims.forEach(({ claim }, number) => {
    for (let point = Math.max(0, claim.start); point < Math.min(length, claim.end); point += 1) {
      if (owner[point] < 0) owner[point] = number;
    }
  });
  return owner;
}

/** The last visible point of each claim: its icon stands there. */
function lastPoints(points, owner) {
  const last = new Map();
  owner.forEach((number, point) => {
    if (number >= 0 && points[point].trim()) last.set(number, point);
  });
  return last;
}

// MARK: Blocks

function lines(points) {
  const found = [];
  let start = 0;
  for (let end = 0; end <= points.length; end += 1) {
    if (end === points.length || points[end] === "\n") {
      found.push({ start, end, text: points.slice(start, end).join("") });
      start = end + 1;
    }
  }
  return found;
}

function plainBlocks(points) {
  const found = [];
  let open = null;
  for (const line of lines(points)) {
    if (!line.text.trim()) { open = null; continue; }
    if (open) open.runs[0].end = line.end;
    else found.push(open = { kind: "p", runs: [{ start: line.start, end: line.end, style: null }] });
  }
  return found;
}

/** Paragraphs, headings, items of lists and fenced code. Everything else stays as it was written. */
function blocks(points) {
  const found = [];
  let open = null;
  let fenced = false;
  for (const { start, end, text } of lines(points)) {
    if (/^\s*```/.test(text)) {
      fenced = !fenced;
      open = null;
      if (fenced) found.push(open = { kind: "pre", runs: [] });
      continue;
    }
    if (fenced) {
      open.runs.push({ start, end: Math.min(end + 1, points.length), style: null });
      continue;
    }
    if (!text.trim()) { open = null; continue; }
    const heading = /^#{1,6}\s+/.exec(text);
    const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+/.exec(text);
    if (heading || item) {
      const length = Array.from((heading ?? item)[0]).length;
      open = { kind: heading ? "h3" : "item", number: item?.[1] ?? null, runs: inline(points, start + length, end) };
      found.push(open);
      if (heading) open = null;
      continue;
    }
    if (open) {
      // The line before ended without an empty one: the same paragraph goes on.
      open.runs.push({ start: start - 1, end: start, style: null }, ...inline(points, start, end));
    } else {
      found.push(open = { kind: "p", runs: inline(points, start, end) });
    }
  }
  return found;
}

/** Splits a line at **strong** and `code`; a marker without its partner stays visible. */
function inline(points, start, end) {
  const runs = [];
  let plain = start;
  let at = start;
  const style = (marker, name) => {
    const close = indexOf(points, marker, at + marker.length, end);
    if (close <= at + marker.length) return false;
    if (plain < at) runs.push({ start: plain, end: at, style: null });
    runs.push({ start: at + marker.length, end: close, style: name });
    at = plain = close + marker.length;
    return true;
  };
  while (at < end) {
    if (points[at] === "*" && points[at + 1] === "*" && style("**", "strong")) continue;
    if (points[at] === "`" && style("`", "code")) continue;
    at += 1;
  }
  if (plain < end) runs.push({ start: plain, end, style: null });
  return runs;
}

function indexOf(points, marker, from, end) {
  for (let at = from; at + marker.length <= end; at += 1) {
    if (Array.from(marker).every((point, offset) => points[at + offset] === point)) return at;
  }
  return -1;
}

/** The list that the last node is, if it is of the right kind; else a new one. */
function list(nodes, block) {
  const tag = block.number === null ? "UL" : "OL";
  if (nodes.at(-1)?.tagName !== tag) nodes.push(make(tag));
  return nodes.at(-1);
}

// MARK: Claims

/** Cuts runs where a claim begins or ends, and gathers what one claim owns. */
function pieces(runs, owner) {
  const groups = [];
  for (const run of runs) {
    let start = run.start;
    for (let end = start + 1; end <= run.end; end += 1) {
      if (end < run.end && owner[end] === owner[start]) continue;
      const number = owner[start];
      if (groups.at(-1)?.number !== number) groups.push({ number, parts: [] });
      groups.at(-1).parts.push({ start, end, style: run.style });
      start = end;
    }
  }
  return groups;
}

function groupNode({ number, parts }, state) {
  const content = parts.map(({ start, end, style }) => {
    const text = state.points.slice(start, end).join("");
    return style ? make(style, {}, text) : text;
  });
  if (number < 0) return make("span", {}, content);
  const { index, verdict } = state.claims[number];
  // A claim that runs over two blocks becomes two elements; the keyboard stops at the first.
  const isFirst = !state.marked.has(number);
  state.marked.add(number);
  const isLast = parts.some(({ start, end }) => start <= state.last.get(number) && state.last.get(number) < end);
  const node = make("span", {
    class: "claim", "data-testid": "claim", "data-claim": index, "data-verdict": verdict,
    role: isFirst ? "button" : null, tabindex: isFirst ? "0" : null,
    "aria-expanded": isFirst ? String(state.selected === index) : null,
    "aria-controls": isFirst ? "panel" : null,
    onclick: (event) => state.open(index, event.currentTarget),
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      state.open(index, event.currentTarget);
    },
  }, make("span", { class: "line" }, content));
  // The word joiner keeps the icon on the line of the last word.
  if (isLast) node.append(make("span", { class: "mark" }, "\u2060", icon(verdict)), make("span", { class: "hidden" }, ` (${words(verdict).name})`));
  return node;
}
