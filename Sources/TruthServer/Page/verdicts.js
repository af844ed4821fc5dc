// The five verdicts in words. Each is told by its words, its icon and its line, never by its colour alone.
import { icon, make } from "/dom.js";

export const verdicts = {
  "supported": {
    name: "supported",
    title: "Supported by the evidence",
    meaning: "A passage says the same.",
  },
  "refuted": {
    name: "contradicted",
    title: "Contradicted by the evidence",
    meaning: "A passage says otherwise.",
  },
  "contested": {
    name: "contested",
    title: "The sources disagree",
    meaning: "Independent sources stand on both sides.",
  },
  "unverified": {
    name: "without evidence",
    title: "No evidence found",
    meaning: "Nothing here says it is true, or false.",
  },
  "not-checkable": {
    name: "not checkable",
    title: "Not a checkable claim",
    meaning: "An opinion, a question, an instruction or a prediction.",
  },
};

export const stances = { supports: "Supports it", refutes: "Contradicts it", related: "Related" };

/** The words for a verdict; a newer server may know verdicts that this page doesn't. */
export function words(verdict) {
  return verdicts[verdict] ?? { name: verdict, title: verdict, meaning: "" };
}

/** Fills every legend of the page: a sample of the line, and what it means. */
export function fillLegends() {
  for (const list of document.querySelectorAll("[data-legend]")) {
    list.replaceChildren(...Object.entries(verdicts).map(([verdict, { title, meaning }]) =>
      make("div", { "data-verdict": verdict },
        make("dt", {}, make("span", { class: "line" }, title), icon(verdict)),
        make("dd", {}, meaning))));
  }
}
