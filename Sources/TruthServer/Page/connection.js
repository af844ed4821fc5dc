// Whether the server is there, what it runs on, and the key it may ask for.
import { counted, find, make, toast } from "/dom.js";
import { get, hasKey, RequestError, setKey } from "/stream.js";

let timer;

/** Looks at the server now, and says what stands in the way. */
export async function checkHealth() {
  try {
    await readHealth();
    connected();
  } catch (error) {
    if (error.kind === "unauthorised") askForKey(checkHealth);
    else if (error.kind === "unreachable") watchConnection();
    else toast(error.message);
  }
}

/** The server has just answered, so nothing needs to be said about it. */
export function connected() {
  clearTimeout(timer);
  find("connection").hidden = true;
}

/** Says that the server is away, and looks every few seconds whether it is back. */
export function watchConnection() {
  clearTimeout(timer);
  say("away", "TruthGPT can't be reached. Looking for it…");
  timer = setTimeout(async () => {
    try {
      await readHealth();
      say("back", "TruthGPT is back.");
      timer = setTimeout(connected, 4000);
    } catch (error) {
      if (error.kind === "unreachable") watchConnection(); else connected();
    }
  }, 3000);
}

function say(state, text) {
  const status = find("connection");
  status.hidden = false;
  status.dataset.state = state;
  status.textContent = text;
}

/** Asks for the key, and goes on with `next` when there is one. */
export function askForKey(next) {
  const dialog = find("key-dialog");
  find("key-problem").hidden = !hasKey();
  find("key-form").onsubmit = (event) => {
    event.preventDefault();
    const key = find("key").value.trim();
    if (!key) return;
    find("key").value = "";
    setKey(key);
    dialog.close();
    next();
  };
  if (!dialog.open) dialog.showModal();
}

/** While vectors are computed, the share is read again. */
let healthTimer;

/** Shows which model answers and from which evidence. An older or newer server may leave something out. */
async function readHealth() {
  const { keyRequired, model, evidence, vectors } = await get("/health");
  // Without a key the server says no more than that it is there.
  if (keyRequired && !model) throw new RequestError("unauthorised", "This server asks for a key.");
  const sources = (evidence?.sources ?? []).map(nameOf).filter(Boolean);
  const parts = [nameOf(model), evidenceText(evidence?.passages, sources), vectorText(vectors), "Answers can be wrong: read the evidence."];
  find("health").replaceChildren(...parts.filter(Boolean).map((part) => make("span", {}, part)));
  clearTimeout(healthTimer);
  if (vectorText(vectors)) healthTimer = setTimeout(() => readHealth().catch(() => {}), 5000);
  const isEmpty = evidence?.passages === 0;
  find("no-evidence").hidden = !isEmpty;
  find("no-evidence").textContent = "There is no evidence yet, so nothing can be supported. Drop files on this page, or add some with “truthgpt corpus add FILE”.";
  // The examples are about computing; to another organisation's evidence they would be foreign.
  find("examples").hidden = isEmpty || (sources.length > 0 && !sources.some((source) => /foldoc|free on-line dictionary/i.test(source)));
}

/** While vectors are computed, searches go by words alone. */
const vectorText = (vectors) => (vectors && vectors.embedded < vectors.total ? `Learning meanings: ${Math.floor((100 * vectors.embedded) / vectors.total)} %` : null);

const nameOf = (value) => (typeof value === "string" ? value : value?.name ?? null);

function evidenceText(passages, sources) {
  if (passages === undefined) return null;
  const names = sources.length > 4 ? [...sources.slice(0, 4), "others"] : sources;
  return `${counted(passages, "passage")} of evidence${names.length ? ` from ${names.join(", ")}` : ""}`;
}
