// Conversations in the browser's storage: one entry each, and an index of titles, so that the list doesn't
// have to read them all. Storage can be forbidden, full or damaged; each is said aloud, nothing is dropped silently.

const indexKey = "truthgpt.index";
const entryKey = (id) => `truthgpt.conversation.${id}`;

export class History {
  /** `onTrouble` gets a sentence for the reader when something can't be kept. */
  constructor(onTrouble) {
    this.onTrouble = onTrouble;
    // What this page has seen; it outlives a failure of the storage.
    this.memory = new Map();
    this.unsaved = new Set();
  }

  /** `{ id, title, updated }` of each conversation, newest first. */
  list() {
    const entries = new Map(this.storedIndex().map((entry) => [entry.id, entry]));
    for (const id of this.unsaved) {
      const conversation = this.memory.get(id);
      if (conversation) entries.set(id, summary(conversation));
    }
    return [...entries.values()].sort((a, b) => (a.updated < b.updated ? 1 : -1));
  }

  /** The conversation, or null when it is gone or can't be read. */
  load(id) {
    if (this.memory.has(id)) return this.memory.get(id);
    let conversation;
    try {
      conversation = JSON.parse(localStorage.getItem(entryKey(id)));
    } catch {
      return null;
    }
    if (!conversation || !Array.isArray(conversation.turns)) return null;
    for (const turn of conversation.turns) {
      // It was being answered when the page closed.
      if (["waiting", "writing", "checking"].includes(turn.status)) turn.status = "interrupted";
    }
    this.memory.set(id, conversation);
    return conversation;
  }

  save(conversation) {
    this.memory.set(conversation.id, conversation);
    try {
      // The entry first: an index that names a missing entry would be a dead link.
      localStorage.setItem(entryKey(conversation.id), JSON.stringify(conversation));
      const others = this.storedIndex().filter((entry) => entry.id !== conversation.id);
      localStorage.setItem(indexKey, JSON.stringify([summary(conversation), ...others]));
      this.unsaved.delete(conversation.id);
    } catch (error) {
      const first = !this.unsaved.has(conversation.id);
      this.unsaved.add(conversation.id);
      if (first) this.onTrouble(whyUnsaved(error));
    }
  }

  remove(id) {
    this.memory.delete(id);
    this.unsaved.delete(id);
    try {
      const others = this.storedIndex().filter((entry) => entry.id !== id);
      localStorage.setItem(indexKey, JSON.stringify(others));
      localStorage.removeItem(entryKey(id));
    } catch (error) {
      this.onTrouble(whyUnsaved(error));
    }
  }

  clear() {
    this.memory.clear();
    this.unsaved.clear();
    try {
      const ours = Object.keys(localStorage).filter((key) => key.startsWith(entryKey("")) || key === indexKey);
      for (const key of ours) localStorage.removeItem(key);
    } catch (error) {
      this.onTrouble(whyUnsaved(error));
    }
  }

  /** Another tab changed it: what this page remembers is no longer the newest. */
  forget(storageKey) {
    const id = storageKey?.startsWith(entryKey("")) ? storageKey.slice(entryKey("").length) : null;
    if (id && !this.unsaved.has(id)) this.memory.delete(id);
  }

  storedIndex() {
    try {
      const index = JSON.parse(localStorage.getItem(indexKey) ?? "[]");
      return Array.isArray(index) ? index.filter((entry) => typeof entry?.id === "string") : [];
    } catch {
      return []; // Forbidden or damaged; the next save writes a sound one or says why it can't.
    }
  }
}

function summary({ id, title, updated }) {
  return { id, title, updated };
}

function whyUnsaved(error) {
  return error.name === "QuotaExceededError"
    ? "The browser's storage is full: this conversation is lost when the page closes. Delete old ones to make room."
    : "This browser lets the page store nothing: conversations are lost when the page closes.";
}
