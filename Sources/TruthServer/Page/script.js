// The page: what is open, what is being answered, and what the buttons do.
import { TurnView } from "/answer.js";
import { apply, begin, isRunning, messagesBefore, newConversation, newTurn, tally, titleFor } from "/conversation.js";
import { announce, counted, find, icon, make, toast } from "/dom.js";
import { closePanel, openClaim, openPanel } from "/evidence.js";
import { History } from "/history.js";
import { drawSidebar } from "/sidebar.js";
import { events, get, setKey } from "/stream.js";
import { fillLegends, words } from "/verdicts.js";

const maximumTokens = 256;
const examples = {
  ask: ["What is a hash table?", "What is TCP/IP?", "Who wrote Unix?", "What does a compiler do?"],
  check: ["Unix was invented in 1969 by Ken Thompson. It was first written in Java. It is the finest system ever made."],
};

const history = new History((trouble) => toast(trouble));
const question = find("question");
// A stream belongs to its conversation and goes on while another one is looked at.
const running = new Map();
let conversation = newConversation();
let views = new Map();
let isLeaving = false;

// MARK: Asking

const mode = () => document.querySelector("input[name=mode]:checked").value;

function submit() {
  const text = question.value.trim();
  if (!text || running.has(conversation.id)) return;
  question.value = "";
  fitQuestion();
  closePanel({ focus: false });
  const turn = newTurn(mode(), text);
  conversation.turns.push(turn);
  conversation.title ||= titleFor(text);
  // From here on a reload finds the conversation again.
  if (routed() !== conversation.id) window.history.pushState(null, "", `#c-${conversation.id}`);
  const view = show(turn);
  drawFrame();
  view.element.scrollIntoView({ block: "start" });
  answer(conversation, turn);
}

/** Runs a turn to its end, whatever that is. */
async function answer(owner, turn) {
  const controller = new AbortController();
  running.set(owner.id, controller);
  save(owner);
  drawFrame();
  const speech = new Speech();
  // Saved now and then, so that a closed page loses little, and not at every token.
  const saving = setInterval(() => save(owner), 2000);
  try {
    for await (const { name, data } of events(...request(owner, turn), controller.signal)) {
      apply(turn, name, data);
      speech.hear(name, data);
      views.get(turn)?.changed();
    }
    connected();
    speech.end(turn);
  } catch (error) {
    fail(owner, turn, error);
  } finally {
    clearInterval(saving);
    running.delete(owner.id);
    owner.updated = new Date().toISOString();
    // It may have been deleted meanwhile.
    if (controller.signal.reason !== "deleted") save(owner);
    views.get(turn)?.changed();
    drawFrame();
  }
}

function request(owner, turn) {
  return turn.kind === "check"
    ? ["/v1/check", { text: turn.question, stream: true }]
    : ["/v1/ask", { question: turn.question, history: messagesBefore(owner, turn), stream: true, maximumTokens }];
}

function fail(owner, turn, error) {
  if (isLeaving) {
    turn.status = "interrupted"; // The browser cut the stream, not the server.
    return;
  }
  if (error.name === "AbortError" || error === "deleted") {
    turn.status = "stopped";
    announce("Stopped.");
    return;
  }
  turn.status = "failed";
  turn.error = error.retryAfter ? `${error.message} Try again in ${counted(error.retryAfter, "second")}.` : error.message;
  turn.errorCode = error.code ?? null;
  if (error.kind === "unreachable") watchConnection();
  if (error.kind === "lost") checkHealth();
  if (error.kind === "unauthorised") askForKey(() => again(owner, turn));
  // A mistake of this page, not of the world: it belongs in the console as well.
  if (!error.kind) console.error(error);
}

function again(owner, turn) {
  if (running.has(owner.id)) return;
  closePanel({ focus: false });
  begin(turn);
  if (owner === conversation) rebuild(turn);
  answer(owner, turn);
  question.focus();
}

function stop() {
  running.get(conversation.id)?.abort();
  question.focus();
}

/** Reads an answer aloud by whole sentences. */
class Speech {
  rest = "";

  hear(name, data) {
    if (name === "text") this.rest += data.text ?? "";
    const sentences = /^[\s\S]*[.!?:]\s/.exec(this.rest);
    if (name === "text" && !sentences) return;
    const spoken = sentences ? sentences[0] : this.rest;
    this.rest = this.rest.slice(spoken.length);
    if (spoken.trim()) announce(spoken.trim());
  }

  end(turn) {
    const counts = Object.entries(tally(turn)).map(([verdict, count]) => `${count} ${words(verdict).name}`);
    if (counts.length) announce(`Checked: ${counts.join(", ")}.`);
  }
}

// MARK: Showing

function show(turn) {
  const view = new TurnView(turn, actionsFor(turn));
  views.set(turn, view);
  find("turns").append(view.element);
  return view;
}

function rebuild(turn) {
  const old = views.get(turn);
  const view = new TurnView(turn, actionsFor(turn));
  views.set(turn, view);
  old.element.replaceWith(view.element);
}

function actionsFor(turn) {
  const owner = conversation;
  return {
    open: (index, view) => openPanel(turn, index, view),
    again: () => again(owner, turn),
    copy,
    startNew,
  };
}

/** Everything around the turns: title, list, buttons. */
function drawFrame() {
  const isEmpty = conversation.turns.length === 0;
  const isBusy = running.has(conversation.id);
  document.body.dataset.view = isEmpty ? "welcome" : "conversation";
  document.title = conversation.title ? `${conversation.title} · TruthGPT` : "TruthGPT";
  find("title").textContent = conversation.title;
  // The heading of the welcome is out of sight by then, and a page has one.
  find("title").role = isEmpty ? null : "heading";
  find("title").ariaLevel = isEmpty ? null : "1";
  find("stop").hidden = !isBusy;
  find("send").hidden = isBusy;
  find("send").disabled = !question.value.trim();
  drawMode();
  drawSidebar(history.list(), conversation.id, { rename, remove });
}

function drawMode() {
  const isCheck = mode() === "check";
  const isFollowUp = conversation.turns.length > 0;
  const prompt = isCheck ? "Paste a text to check its claims" : isFollowUp ? "Ask a follow-up" : "Ask a question";
  question.placeholder = prompt;
  find("question-label").textContent = prompt;
  find("examples").replaceChildren(...examples[mode()].map((example) => make("button", {
    type: "button", class: "example", onclick: () => { question.value = example; submit(); },
  }, example)));
}

function openConversation(next) {
  closePanel({ focus: false });
  closeDrawer();
  conversation = next;
  views = new Map();
  find("turns").replaceChildren();
  for (const turn of conversation.turns) show(turn);
  drawFrame();
  window.scrollTo(0, 0);
}

const routed = () => /^#c-([0-9a-f]+)$/.exec(location.hash)?.[1] ?? null;

function route() {
  const id = routed();
  if (id === null || id === conversation.id) {
    if (id === null && !location.hash && conversation.turns.length) openConversation(newConversation());
    return;
  }
  const found = history.load(id);
  if (!found) toast("That conversation isn't in this browser any more, or can't be read.");
  openConversation(found ?? newConversation());
}

function startNew() {
  window.history.pushState(null, "", location.pathname);
  openConversation(newConversation());
  focusQuestion();
}

// MARK: Keeping

function save(owner) {
  history.save(owner);
}

function rename(id, title) {
  const renamed = id === conversation.id ? conversation : history.load(id);
  if (!renamed) return;
  renamed.title = title;
  save(renamed);
  drawFrame();
}

function remove(id) {
  const removed = history.load(id);
  running.get(id)?.abort("deleted");
  history.remove(id);
  if (id === conversation.id) startNew(); else drawFrame();
  if (!removed) return;
  toast("Conversation deleted.", { label: "Undo", run: () => { save(removed); drawFrame(); } });
}

function clearAll() {
  for (const controller of running.values()) controller.abort("deleted");
  history.clear();
  find("clear-dialog").close();
  startNew();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is closed on plain HTTP from another machine; the old way still works there.
    const field = make("textarea", { class: "hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    if (!isCopied) return toast("The browser didn't let the page copy.");
  }
  return toast("Copied, with verdicts and sources.");
}

// MARK: The server

/** Shows which model answers and from which evidence. */
async function readHealth() {
  const { model, evidence } = await get("/health");
  const name = typeof model === "string" ? model : model?.name;
  const sources = (evidence?.sources ?? []).map((source) => (typeof source === "string" ? source : source?.name ?? source?.source)).filter(Boolean);
  find("health").replaceChildren(...[
    name && make("span", {}, name),
    evidence?.passages !== undefined && make("span", {}, `${counted(evidence.passages, "passage")} of evidence${sources.length ? ` from ${sources.slice(0, 4).join(", ")}${sources.length > 4 ? " and others" : ""}` : ""}`),
    make("span", {}, "Answers can be wrong: read the evidence."),
  ].filter(Boolean));
  const isEmpty = evidence?.passages === 0;
  find("no-evidence").hidden = !isEmpty;
  find("no-evidence").textContent = "There is no evidence yet, so nothing can be supported. Add some with “truthgpt evidence add FILE”.";
  // The examples are about computing; to another organisation's evidence they would be foreign.
  find("examples").hidden = isEmpty || (sources.length > 0 && !sources.some((source) => /foldoc|free on-line dictionary/i.test(source)));
}

function connected() {
  clearTimeout(watchConnection.timer);
  find("connection").hidden = true;
}

/** Says that the server is away, and looks every few seconds whether it is back. */
function watchConnection() {
  clearTimeout(watchConnection.timer);
  const status = find("connection");
  status.hidden = false;
  status.dataset.state = "away";
  status.textContent = "TruthGPT can't be reached. Looking for it…";
  watchConnection.timer = setTimeout(async () => {
    try {
      await readHealth();
      status.textContent = "TruthGPT is back.";
      status.dataset.state = "back";
      watchConnection.timer = setTimeout(connected, 4000);
    } catch (error) {
      if (error.kind === "unreachable") watchConnection(); else connected();
    }
  }, 3000);
}

function askForKey(next) {
  const dialog = find("key-dialog");
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

function checkHealth() {
  readHealth().then(connected).catch((error) => {
    if (error.kind === "unauthorised") askForKey(checkHealth);
    else if (error.kind === "unreachable") watchConnection();
    else toast(error.message);
  });
}

// MARK: Buttons and keys

/** Grows the question box with its text, where the style sheet can't. */
function fitQuestion() {
  find("send").disabled = !question.value.trim();
  if (CSS.supports("field-sizing", "content")) return;
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function drawTheme() {
  find("theme").replaceChildren(icon(isDark() ? "sun" : "moon"));
  find("theme").setAttribute("aria-pressed", String(isDark()));
}

function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("truthgpt.theme", theme); } catch { /* It holds until the page closes. */ }
  drawTheme();
}

/** On a phone the focus would bring up a keyboard that covers half of the page. */
function focusQuestion() {
  if (matchMedia("(min-width: 60.01rem)").matches) question.focus();
}

/** The list stands beside a wide page until it is hidden, and lies over a narrow one until it is closed. */
function toggleSidebar() {
  const { classList } = document.body;
  if (matchMedia("(min-width: 60.01rem)").matches) {
    classList.toggle("without-sidebar");
    if (classList.contains("without-sidebar")) find("sidebar-open").focus();
    else find("sidebar-close").focus();
  } else if (isDrawerOpen()) {
    closeDrawer();
    find("sidebar-open").focus();
  } else {
    closePanel({ focus: false });
    classList.add("with-sidebar");
    document.querySelector(".page").inert = true;
    find("sidebar-close").focus();
  }
}

const isDrawerOpen = () => document.body.classList.contains("with-sidebar");

function closeDrawer() {
  document.body.classList.remove("with-sidebar");
  document.querySelector(".page").inert = false;
}

function escape() {
  if (openClaim()) closePanel();
  else if (isDrawerOpen()) toggleSidebar();
}

function listen() {
  find("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  question.addEventListener("input", fitQuestion);
  question.addEventListener("keydown", (event) => {
    // While a syllable is being composed, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  for (const input of document.querySelectorAll("input[name=mode]")) input.addEventListener("change", drawMode);
  find("stop").addEventListener("click", stop);
  find("new-conversation").addEventListener("click", startNew);
  find("home").addEventListener("click", (event) => { event.preventDefault(); startNew(); });
  find("theme").addEventListener("click", toggleTheme);
  find("sidebar-open").addEventListener("click", toggleSidebar);
  find("sidebar-close").addEventListener("click", toggleSidebar);
  document.addEventListener("click", (event) => {
    if (isDrawerOpen() && event.target instanceof Element && !event.target.closest(".sidebar, .icon-button")) closeDrawer();
  });
  find("legend-open").addEventListener("click", () => find("legend-dialog").showModal());
  find("clear-history").addEventListener("click", () => find("clear-dialog").showModal());
  find("clear-confirm").addEventListener("click", clearAll);
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) escape();
    const isTyping = /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !isTyping && !document.querySelector("dialog[open]")) { event.preventDefault(); question.focus(); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTheme);
  window.addEventListener("popstate", route);
  window.addEventListener("hashchange", route);
  window.addEventListener("online", checkHealth);
  window.addEventListener("storage", (event) => { history.forget(event.key); drawFrame(); });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    if (conversation.turns.some(isRunning)) save(conversation);
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });
}

for (const [id, name] of Object.entries({
  "sidebar-open": "menu", "sidebar-close": "close", "legend-open": "unverified", send: "send", stop: "stop",
})) find(id).replaceChildren(icon(name));
fillLegends();
drawTheme();
listen();
drawFrame();
route();
checkHealth();
focusQuestion();
