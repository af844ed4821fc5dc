// The conversation: what is open, what is being asked, what is kept.
import { TurnView } from "/answer.js";
import { askForKey, checkHealth, connected, watchConnection } from "/connection.js";
import { apply, begin, isRunning, messagesBefore, newConversation, newTurn, titleFor } from "/conversation.js";
import { closeCorpus, openCorpus, startCorpus } from "/corpus.js";
import { announce, counted, find, make, toast } from "/dom.js";
import { closePanel, openPanel } from "/evidence.js";
import { closeDrawer, focusQuestion, startFrame } from "/frame.js";
import { History } from "/history.js";
import { drawSidebar } from "/sidebar.js";
import { Speech } from "/speech.js";
import { events } from "/stream.js";
import { fillLegends } from "/verdicts.js";

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
  history.save(owner);
  drawFrame();
  const speech = new Speech();
  // Saved now and then, so that a closed page loses little, and not at every token.
  const saving = setInterval(() => history.save(owner), 2000);
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
    if (controller.signal.reason !== "deleted") history.save(owner);
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
  if (!isCorpus()) {
    document.body.dataset.view = isEmpty ? "welcome" : "conversation";
    document.title = conversation.title ? `${conversation.title} · TruthGPT` : "TruthGPT";
    find("title").textContent = conversation.title;
  }
  // The heading of the welcome is out of sight by then, and a page has one.
  const isTitled = !isEmpty && !isCorpus();
  find("title").role = isTitled ? "heading" : null;
  find("title").ariaLevel = isTitled ? "1" : null;
  find("stop").hidden = !isBusy;
  find("send").hidden = isBusy;
  find("send").disabled = !question.value.trim();
  drawMode();
  drawSidebar(history.list(), isCorpus() ? null : conversation.id, { rename, remove });
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

const isCorpus = () => location.hash === "#corpus";
const routed = () => /^#c-([0-9a-f]+)$/.exec(location.hash)?.[1] ?? null;

function route() {
  if (isCorpus()) {
    closePanel({ focus: false });
    closeDrawer();
    openCorpus();
    return drawFrame();
  }
  if (closeCorpus()) drawFrame();
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
  closeCorpus();
  openConversation(newConversation());
  focusQuestion();
}

// MARK: Keeping

function rename(id, title) {
  const renamed = id === conversation.id ? conversation : history.load(id);
  if (!renamed) return;
  renamed.title = title;
  history.save(renamed);
  drawFrame();
}

function remove(id) {
  const removed = history.load(id);
  running.get(id)?.abort("deleted");
  history.remove(id);
  if (id === conversation.id) startNew(); else drawFrame();
  if (!removed) return;
  toast("Conversation deleted.", { label: "Undo", run: () => { history.save(removed); drawFrame(); } });
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

// MARK: The question box

/** Grows the question box with its text, where the style sheet can't. */
function fitQuestion() {
  find("send").disabled = !question.value.trim();
  if (CSS.supports("field-sizing", "content")) return;
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
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
  find("clear-confirm").addEventListener("click", clearAll);
  window.addEventListener("popstate", route);
  window.addEventListener("hashchange", route);
  window.addEventListener("online", checkHealth);
  window.addEventListener("storage", (event) => { history.forget(event.key); drawFrame(); });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    if (conversation.turns.some(isRunning)) history.save(conversation);
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });
}

fillLegends();
startFrame();
startCorpus();
listen();
drawFrame();
route();
checkHealth();
if (!isCorpus()) focusQuestion();
