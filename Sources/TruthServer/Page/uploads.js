// Files that are dropped on the page or chosen: sent one after another, each with its progress.
import { askForKey } from "/connection.js";
import { announce, counted, find, icon, make, size } from "/dom.js";
import { address, uploadEvents } from "/stream.js";

const queue = [];
let isSending = false;
let callbacks = null;
let limit = Infinity;

/** Listens for files; `show()` brings the list into view, `changed()` says that there are new documents. */
export function startUploads(listeners) {
  callbacks = listeners;
  find("files").addEventListener("change", (event) => {
    add([...event.target.files]);
    event.target.value = ""; // So that the same file can be chosen again.
  });
  // A folder or a link that is dropped has no bytes of its own; it is named when its reading fails.
  for (const name of ["dragenter", "dragover"]) window.addEventListener(name, dragged);
  window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("with-drop"); });
  window.addEventListener("drop", (event) => {
    document.body.classList.remove("with-drop");
    if (!hasFiles(event)) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });
}

/** The largest file that the server takes, in bytes. */
export function setUploadLimit(bytes) {
  limit = bytes;
}

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function dragged(event) {
  if (!hasFiles(event)) return;
  event.preventDefault(); // Without this the browser would open the file in place of the page.
  document.body.classList.add("with-drop");
}

function add(files) {
  if (files.length === 0) return;
  callbacks.show();
  const source = find("upload-source").value.trim();
  for (const file of files) {
    const upload = { file, source, controller: new AbortController(), row: null };
    upload.row = row(upload);
    find("uploads").prepend(upload.row.element);
    queue.push(upload);
  }
  sendNext();
}

async function sendNext() {
  if (isSending) return;
  const upload = queue.shift();
  if (!upload) return;
  isSending = true;
  await send(upload);
  isSending = false;
  callbacks.changed();
  sendNext();
}

async function send({ file, source, controller, row }) {
  if (controller.signal.aborted) return row.end("stopped", "Not sent.");
  if (file.size > limit) return row.end("failed", `The file has ${size(file.size)}; this server takes files of at most ${size(limit)}. “truthgpt corpus add” takes any.`);
  const path = address("/v1/corpus/documents", { name: file.name, ...(source && { source }) });
  const sent = (bytes) => row.progress("Sending", bytes, file.size);
  sent(0);
  try {
    for await (const { name, data } of uploadEvents(path, file, { signal: controller.signal, sent })) {
      if (name === "stored") row.progress(`Reading: ${counted(total(data.counts), "record")}`, data.bytesRead, data.bytesTotal);
      if (name === "rejected") row.rejected(data.reason);
      if (name === "finished") row.end(data.counts.rejected ? "partly" : "done", sentence(data));
    }
  } catch (error) {
    if (error.name === "AbortError") return row.end("stopped", "Stopped. What was reported as added is kept.");
    if (error.kind === "unauthorised") {
      askForKey(() => add([file]));
      return row.end("failed", error.message);
    }
    row.end("failed", error.message);
    if (!error.kind) console.error(error);
  }
}

const total = (counts) => counts.added + counts.updated + counts.unchanged + counts.rejected + counts.forgotten + removed(counts);
const removed = (counts) => Object.values(counts.removed).reduce((sum, count) => sum + count, 0);

/** Returns "3 added, 1 unchanged." */
function sentence({ counts, unnamedRejections }) {
  const parts = [
    [counts.added, "added"], [counts.updated, "updated"], [counts.unchanged, "unchanged"], [removed(counts), "left out by cleaning"],
    [counts.forgotten, "left out because they were forgotten"], [counts.rejected, "set aside"],
  ].filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString("en-GB")} ${what}`);
  const more = unnamedRejections ? ` ${counted(unnamedRejections, "fault")} more than are listed.` : "";
  return `${parts.join(", ") || "Nothing in it"}.${more}`;
}

/** A line of the list: name, bar, state, and what was wrong with single records. */
function row({ file, controller }) {
  const state = make("span", { class: "upload-state" }, "Waiting");
  const bar = make("progress", { max: "1", value: "0", "aria-label": `Progress of ${file.name}` });
  const faults = make("ul", { class: "faults" });
  const details = make("details", { hidden: true }, make("summary", {}, "What was set aside"), faults);
  const stop = make("button", {
    type: "button", class: "icon-button", "aria-label": `Stop adding ${file.name}`, onclick: () => controller.abort(),
  }, icon("close"));
  const element = make("li", { "data-testid": "upload", "data-state": "waiting" },
    make("div", { class: "upload-head" }, make("span", { class: "upload-name" }, file.name), state, stop), bar, details);
  return {
    element,
    progress(text, done, all) {
      element.dataset.state = "running";
      state.textContent = text;
      bar.value = all > 0 ? Math.min(1, done / all) : 0;
    },
    rejected(reason) {
      details.hidden = false;
      faults.append(make("li", {}, reason));
    },
    end(name, text) {
      element.dataset.state = name;
      state.textContent = text;
      bar.hidden = true;
      stop.hidden = true;
      announce(`${file.name}: ${text}`);
    },
  };
}
