// Conversations as plain values that go to the browser's storage and back, and the rule by which the events
// of the server change a turn. Nothing here touches the page.

export function newConversation() {
  return { id: identifier(), title: "", updated: new Date().toISOString(), turns: [] };
}

/** A question with its answer ("ask"), or a text with its verdicts ("check"). */
export function newTurn(kind, question) {
  return begin({ id: identifier(), kind, question });
}

/** Puts a turn back to its start, so that it can be asked again. */
export function begin(turn) {
  return Object.assign(turn, {
    asked: new Date().toISOString(),
    answer: turn.kind === "check" ? turn.question : "",
    abstained: false,
    // waiting → writing → checking → finished; or stopped, failed, interrupted.
    status: turn.kind === "check" ? "checking" : "waiting",
    error: null,
    errorCode: null,
    claimCount: null,
    claims: [],
    searched: null,
    // Several claims often rest on one passage, so each is kept once and named by its number.
    passages: {},
    summary: null,
  });
}

/** Applies one event of the server. */
export function apply(turn, name, data) {
  switch (name) {
    case "searched":
      turn.searched = { query: data.query ?? "", passages: (data.passages ?? []).map((passage) => keep(turn, passage)) };
      break;
    case "text":
      turn.answer += data.text ?? "";
      turn.status = "writing";
      break;
    case "answered":
      turn.answer = data.text ?? turn.answer;
      turn.abstained = data.abstained === true;
      turn.claimCount = data.claimCount ?? 0;
      turn.status = "checking";
      break;
    case "assessed":
      turn.claims[data.index] = {
        ...data,
        checks: data.checks ?? [],
        evidence: (data.evidence ?? []).map((item) => ({ ...item, passage: keep(turn, item.passage) })),
      };
      break;
    case "finished":
      turn.summary = data;
      turn.status = "finished";
      break;
    default:
      break; // A newer server may send more; what this page doesn't know changes nothing.
  }
}

function keep(turn, passage) {
  turn.passages[passage.id] = passage;
  return passage.id;
}

export const isRunning = (turn) => ["waiting", "writing", "checking"].includes(turn.status);

/** The claims that have a verdict, in the order of the text. */
export const assessed = (turn) => turn.claims.filter(Boolean);

/** How many claims have which verdict. */
export function tally(turn) {
  const counts = {};
  for (const { verdict } of assessed(turn)) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** The earlier turns as the model sees them; checked texts and failures are not part of the talk. */
export function messagesBefore(conversation, turn) {
  const messages = [];
  for (const earlier of conversation.turns) {
    if (earlier === turn) break;
    if (earlier.kind !== "ask" || !earlier.answer.trim()) continue;
    messages.push({ role: "user", content: earlier.question }, { role: "assistant", content: earlier.answer });
  }
  return messages;
}

/** A title from the first words of a question, cut between words where it can be. */
export function titleFor(question) {
  const line = question.trim().replace(/\s+/g, " ");
  const points = Array.from(line);
  if (points.length <= 60) return line;
  const start = points.slice(0, 58).join("");
  return `${start.replace(/\s\S{0,16}$/, "")}…`;
}

function identifier() {
  // Not `randomUUID`: it is missing on plain HTTP from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
