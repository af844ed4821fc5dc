// Reads an answer aloud, sentence by sentence, to those who use a screen reader.
import { tally } from "/conversation.js";
import { announce } from "/dom.js";
import { words } from "/verdicts.js";

export class Speech {
  rest = "";

  /** Takes an event of the server; whole sentences are spoken at once, the rest waits for its end. */
  hear(name, data) {
    if (name === "text") this.rest += data.text ?? "";
    const sentences = /^[\s\S]*[.!?:]\s/.exec(this.rest);
    if (name === "text" && !sentences) return;
    const spoken = sentences ? sentences[0] : this.rest;
    this.rest = this.rest.slice(spoken.length);
    if (spoken.trim()) announce(spoken.trim());
  }

  /** Says which verdicts a finished turn has. */
  end(turn) {
    const counts = Object.entries(tally(turn)).map(([verdict, count]) => `${count} ${words(verdict).name}`);
    if (counts.length) announce(`Checked: ${counts.join(", ")}.`);
  }
}
