// The panel beside the answer: what a verdict rests on. It stands at the side of a wide window and comes up
// from below on a phone. It isn't a dialog: the answer stays readable and usable beside it.
import { find, icon, make, moment } from "/dom.js";
import { passageCard } from "/passage.js";
import { get } from "/stream.js";
import { words } from "/verdicts.js";
import { assessed } from "/conversation.js";

const kinds = { number: "Number", date: "Date", unit: "Unit", name: "Name", negation: "Negation", words: "Wording", meaning: "Meaning" };

const panel = find("panel");
let shown = null;

/** What is open: `{ turn, index }`, or null. */
export const openClaim = () => shown;

/** Opens the panel on a claim; `element` is where the focus goes back to. */
export function openPanel(turn, index, view) {
  const claim = turn.claims[index];
  if (!claim) return;
  const before = shown;
  shown = { turn, index, view };
  if (before && before.view !== view) before.view.select(null);
  view.select(index);
  panel.replaceChildren(...content(turn, claim));
  panel.dataset.verdict = claim.verdict;
  panel.hidden = false;
  document.body.classList.add("with-panel");
  panel.scrollTop = 0;
  find("panel-verdict").focus({ preventScroll: true });
  view.reveal(index);
}

/** Closes the panel; the focus returns to the claim it was opened from. */
export function closePanel({ focus = true } = {}) {
  if (!shown) return;
  const { view, index } = shown;
  shown = null;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("with-panel");
  view.select(null);
  if (focus) view.focus(index);
}

function content(turn, claim) {
  const { title } = words(claim.verdict);
  return [
    navigation(turn),
    make("h2", { id: "panel-verdict", class: "panel-verdict", tabindex: "-1", "data-testid": "verdict" },
      make("span", { class: "badge" }, icon(claim.verdict)), title),
    make("p", { class: "panel-claim" }, claim.claim.text),
    claim.reason && make("p", { class: "panel-reason" }, claim.reason),
    checks(claim.checks),
    evidence(turn, claim),
    certainty(claim),
    make("p", { class: "quiet" }, claim.asOf ? `As of ${moment(claim.asOf)}.` : null),
    searchForMore(claim),
  ].filter(Boolean);
}

/** "Claim 2 of 3", with the way to its neighbours. */
function navigation(turn) {
  const indices = assessed(turn).map(({ index }) => index);
  const place = indices.indexOf(shown.index);
  const step = (offset, name, label) => {
    const target = indices[place + offset];
    return make("button", {
      type: "button", class: "icon-button", "aria-label": label, disabled: target === undefined,
      onclick: () => openPanel(turn, target, shown.view),
    }, icon(name));
  };
  return make("div", { class: "panel-head" },
    step(-1, "previous", "Claim before"),
    make("span", {}, `Claim ${place + 1} of ${indices.length}`),
    step(1, "next", "Next claim"),
    make("button", {
      type: "button", class: "icon-button", id: "panel-close", "aria-label": "Close evidence", onclick: () => closePanel(),
    }, icon("close")));
}

function checks(list) {
  if (list.length === 0) return null;
  return make("section", {},
    make("h3", { class: "small-heading" }, "What was compared"),
    make("div", { class: "table-frame" }, make("table", { class: "checks" },
      make("thead", {}, make("tr", {}, ["", "Claimed", "Found", ""].map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, list.map((check) => make("tr", {},
        make("th", { scope: "row" }, kinds[check.kind] ?? check.kind),
        make("td", {}, check.claimed),
        make("td", {}, check.found ?? "nothing of the kind"),
        make("td", { "data-verdict": check.agrees ? "supported" : "refuted" },
          icon(check.agrees ? "supported" : "refuted"), make("span", { class: "hidden" }, check.agrees ? "agrees" : "differs"))))))));
}

function evidence(turn, claim) {
  const cards = claim.evidence
    .filter((item) => turn.passages[item.passage])
    .map((item) => passageCard(turn.passages[item.passage], item));
  const related = claim.evidence.length > 0 && claim.evidence.every(({ stance }) => stance === "related");
  const heading = related ? "The closest passages" : "Evidence";
  return make("section", { "data-testid": "evidence" },
    make("h3", { class: "small-heading" }, heading),
    cards.length ? cards : make("p", { class: "quiet" }, "No passage bears on this claim."));
}

/** A percentage only where something has calibrated it. */
function certainty({ probability, calibration }) {
  const text = !calibration || calibration === "none" || typeof probability !== "number"
    ? "How sure this verdict is: not calibrated yet, so no percentage is shown."
    : `Probability that the claim is true: ${Math.round(probability * 100)} % (calibrated by ${calibration}).`;
  return make("p", { class: "quiet", "data-testid": "calibration" }, text);
}

/** Lets a doubtful reader look for themselves. */
function searchForMore(claim) {
  const results = make("div", { class: "results", "aria-live": "polite" });
  const search = async () => {
    button.disabled = true;
    results.replaceChildren(make("p", { class: "quiet" }, "Searching…"));
    try {
      const found = await get(`/v1/search?q=${encodeURIComponent(claim.claim.text)}&limit=8`);
      const passages = found.passages ?? [];
      results.replaceChildren(...(passages.length
        ? passages.map((passage) => passageCard(passage))
        : [make("p", { class: "quiet" }, "Nothing was found.")]));
    } catch (error) {
      button.disabled = false;
      results.replaceChildren(make("p", { class: "quiet" }, error.message));
    }
  };
  const button = make("button", { type: "button", class: "button plain", onclick: search }, icon("search"), "Search the evidence for this claim");
  return make("section", { class: "panel-search" }, button, results);
}
