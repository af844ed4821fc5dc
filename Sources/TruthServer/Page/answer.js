// One turn on the page: the question, the answer as it arrives, its claims and what can be done with them.
// It draws what the turn says; it never changes it.
import { assessed, isRunning, tally } from "/conversation.js";
import { counted, icon, make } from "/dom.js";
import { passageCard, provenanceText } from "/passage.js";
import { prose } from "/prose.js";
import { stances, verdicts, words } from "/verdicts.js";

export class TurnView {
  /** `actions` are `open(index, view)`, `again()`, `copy(text)`, `startNew()`. */
  constructor(turn, actions) {
    this.turn = turn;
    this.actions = actions;
    this.selected = null;
    this.prose = make("div", { class: "prose", "data-testid": "answer" });
    this.note = make("div", { class: "note" });
    this.summary = make("div", { class: "summary", "data-testid": "summary" });
    this.searched = make("div", {});
    this.tools = make("div", { class: "tools" });
    this.element = make("article", { class: "turn", "data-testid": "turn", "data-kind": turn.kind },
      heading(turn), this.prose, this.note, this.summary, this.tools, this.searched);
    this.update();
  }

  /** Redraws soon; many events in one frame make one redraw. */
  changed() {
    this.pending ??= requestAnimationFrame(() => this.update());
  }

  update() {
    this.pending = undefined;
    const { turn } = this;
    this.element.dataset.status = turn.status;
    this.element.classList.toggle("abstained", turn.abstained);
    this.drawProse();
    this.note.replaceChildren(...this.noteContent());
    this.summary.replaceChildren(...this.summaryContent());
    this.tools.replaceChildren(...this.toolsContent());
    this.drawSearched();
  }

  // MARK: Claims

  /** Marks the claim that the panel shows. */
  select(index) {
    this.selected = index;
    for (const node of this.prose.querySelectorAll("[data-claim]")) {
      const isSelected = Number(node.dataset.claim) === index;
      node.classList.toggle("selected", isSelected);
      if (node.hasAttribute("aria-expanded")) node.setAttribute("aria-expanded", String(isSelected));
    }
  }

  focus(index) {
    this.prose.querySelector(`[data-claim="${index}"][tabindex]`)?.focus();
  }

  /** Scrolls just as far as it takes to see the claim above a panel that covers the lower part. */
  reveal(index) {
    this.prose.querySelector(`[data-claim="${index}"]`)?.scrollIntoView({ block: "nearest" });
  }

  drawProse() {
    const { turn } = this;
    const claims = assessed(turn);
    const drawn = `${turn.answer.length} ${claims.length} ${turn.status === "failed"}`;
    // Redrawing would lose a text selection, so only when something arrived.
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = document.activeElement?.closest?.("[data-claim]");
    const index = focused && this.prose.contains(focused) ? focused.dataset.claim : null;
    this.prose.replaceChildren(...prose(turn.answer, claims, {
      plain: turn.kind === "check",
      selected: this.selected,
      open: (claim) => {
        // Someone who marks words to copy them doesn't mean to open the panel.
        if (getSelection()?.type !== "Range") this.actions.open(claim, this);
      },
    }));
    this.select(this.selected);
    if (index !== null) this.focus(index);
  }

  // MARK: Below the answer

  noteContent() {
    const { turn } = this;
    const again = (label, look = "button plain") => make("button", { type: "button", class: look, "data-testid": "again", onclick: () => this.actions.again() }, icon("again"), label);
    switch (turn.status) {
      case "waiting":
        return [progress(turn.searched ? "Reading what was found" : "Searching the evidence")];
      case "checking":
        return [progress(checkingText(turn))];
      case "stopped":
        return [make("p", { class: "stopped", "data-testid": "stopped" }, icon("stop"), "Stopped. What had arrived stays here."), again("Ask again")];
      case "interrupted":
        return [make("p", { class: "stopped" }, icon("stop"), "The page was closed before this was finished."), again("Ask again")];
      case "failed":
        return [make("div", { class: "failure", role: "alert", "data-testid": "failure" },
          make("p", {}, turn.error ?? "Something went wrong."),
          make("div", { class: "buttons" }, again("Retry", "button"),
            // Asking the same again can't help when the conversation has outgrown the model.
            turn.errorCode === "context_length_exceeded"
              && make("button", { type: "button", class: "button plain", onclick: () => this.actions.startNew() }, "New conversation")))];
      default:
        return turn.abstained
          ? [make("p", { class: "abstention", "data-testid": "abstention" },
            "Nothing in the evidence answers this, and a guess would help nobody. You can see below what was searched.")]
          : [];
    }
  }

  /** "2 supported · 1 contradicted"; each opens the first claim of its kind. */
  summaryContent() {
    const { turn } = this;
    const counts = tally(turn);
    const known = [...Object.keys(verdicts), ...Object.keys(counts).filter((verdict) => !verdicts[verdict])];
    const chips = known.filter((verdict) => counts[verdict]).map((verdict) => {
      const first = assessed(turn).find((claim) => claim.verdict === verdict).index;
      return make("button", {
        type: "button", class: "chip", "data-verdict": verdict, title: words(verdict).meaning, onclick: () => this.actions.open(first, this),
      }, icon(verdict), `${counts[verdict]} ${words(verdict).name}`);
    });
    if (turn.status === "finished" && !turn.abstained && chips.length === 0) {
      return [make("p", { class: "quiet" }, "There is no claim to check in this.")];
    }
    return chips;
  }

  toolsContent() {
    const { turn } = this;
    if (isRunning(turn) || !turn.answer) return [];
    const parts = [make("button", {
      type: "button", class: "text-button", "data-testid": "copy", onclick: () => this.actions.copy(asText(turn)),
    }, icon("copy"), assessed(turn).length ? "Copy with sources" : "Copy")];
    const time = timing(turn);
    if (time) parts.push(make("span", { class: "quiet" }, time));
    return parts;
  }

  /** An abstention opens it by itself: there the search is the answer. */
  drawSearched() {
    const { searched, passages, abstained } = this.turn;
    const drawn = `${abstained} ${searched?.query}`;
    // Only when it changes: redrawing would close what the reader has opened.
    if (!searched || drawn === this.drawnSearch) return;
    this.drawnSearch = drawn;
    const found = searched.passages.map((id) => passages[id]).filter(Boolean);
    this.searched.replaceChildren(make("details", { class: "searched", "data-testid": "searched", open: abstained },
      make("summary", {}, "What was searched", make("span", { class: "quiet" }, ` ${counted(found.length, "passage")} found`)),
      make("p", { class: "query" }, "Searched for ", make("q", {}, searched.query), abstained && found.length ? ". The closest passages:" : null),
      found.length ? make("div", { class: "passages" }, found.map((passage) => passageCard(passage)))
        : make("p", { class: "quiet" }, "No passage came close.")));
  }
}

function heading(turn) {
  return turn.kind === "check"
    ? make("h2", { class: "checked-heading" }, "Checked text")
    : make("h2", { class: "question" }, turn.question);
}

function progress(text) {
  return make("p", { class: "progress", "data-testid": "progress" }, make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")), text);
}

function checkingText({ claimCount, claims }) {
  if (!claimCount) return "Looking for claims";
  const done = claims.filter(Boolean).length;
  return done === 0 ? `Checking ${counted(claimCount, "claim")}` : `Checked ${done} of ${counted(claimCount, "claim")}`;
}

/** "First words after 0.3 s, all verdicts after 1.2 s." */
function timing(turn) {
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
  const { millisecondsToFirstText: first, millisecondsToLastVerdict: last } = turn.summary ?? {};
  const parts = [];
  if (turn.kind === "ask" && typeof first === "number") parts.push(`first words after ${seconds(first)}`);
  if (assessed(turn).length > 0 && typeof last === "number") parts.push(`checked after ${seconds(last)}`);
  return parts.join(", ");
}

/** The answer with its verdicts and sources, as text for a letter or a note. */
export function asText(turn) {
  const lines = turn.kind === "ask" ? [turn.question, ""] : [];
  lines.push(turn.answer.trim());
  const claims = assessed(turn);
  if (claims.length) lines.push("", "Claims");
  for (const { claim, verdict, evidence } of claims) {
    lines.push(`- ${words(verdict).title}: ${claim.text}`);
    for (const { passage, stance } of evidence) {
      // A passage that is merely related would read like a source.
      if (stance === "related" || !turn.passages[passage]) continue;
      lines.push(`  ${stances[stance] ?? stance}: ${provenanceText(turn.passages[passage])}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
