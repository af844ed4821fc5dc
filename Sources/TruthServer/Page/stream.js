// Talking with the server: JSON requests, server-sent events read by hand from a `fetch` body (EventSource
// can't POST), and failures that say what to do.

const keyName = "truthgpt.key";

/** What went wrong: `kind` is "unreachable", "lost", "unauthorised", "busy", "degraded" or "refused". */
export class RequestError extends Error {
  constructor(kind, message, { code = null, retryAfter = null } = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

// A key lives as long as the tab. Where storage is forbidden it lives as long as the page.
let pageKey = null;

export function setKey(key) {
  pageKey = key;
  try { sessionStorage.setItem(keyName, key); } catch { /* `pageKey` has it. */ }
}

export const hasKey = () => Boolean(key());

function key() {
  try { return sessionStorage.getItem(keyName) ?? pageKey; } catch { return pageKey; }
}

/** Returns the parsed JSON of a GET. */
export async function get(path, signal) {
  const response = await send(path, { signal });
  return response.json();
}

/** Yields `{ name, data }` for each event of the answer to a POST; throws on an `error` event or a lost end. */
export async function* events(path, body, signal) {
  const response = await send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  let ended = false;
  for await (const event of parsed(response.body, signal)) {
    if (event.name === "error") throw refusal(response.status, event.data, null);
    if (event.name === "finished") ended = true;
    yield event;
  }
  if (!ended) throw new RequestError("lost", "The connection ended before the answer did.");
}

/** Returns `path` with its parameters: `%20` for a space, because not every server takes `+` for one. */
export function address(path, parameters) {
  const parts = Object.entries(parameters).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return parts.length ? `${path}?${parts.join("&")}` : path;
}

/** Returns the bytes of a GET as a file that the browser can save. */
export async function getFile(path) {
  const response = await send(path, {});
  return response.blob();
}

/**
 * Sends a file and yields `{ name, data }` for each event of the answer. `fetch` can't tell how much of a body has been sent, so this is an
 * XMLHttpRequest: `sent(bytes)` is called as the file leaves, and the answer's text is read as it grows.
 */
export async function* uploadEvents(path, file, { signal, sent }) {
  const request = new XMLHttpRequest();
  let wake = () => {};
  let read = 0;
  let failure = null;
  let isOver = false;
  const step = () => { const go = wake; wake = () => {}; go(); };
  const end = (error) => { failure ??= error; isOver = true; step(); };
  request.open("POST", path);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Accept", "text/event-stream");
  if (key()) request.setRequestHeader("Authorization", `Bearer ${key()}`);
  request.upload.addEventListener("progress", (event) => sent(event.loaded));
  request.addEventListener("progress", step);
  request.addEventListener("load", () => end(null));
  request.addEventListener("abort", () => end(new DOMException("The upload was stopped.", "AbortError")));
  request.addEventListener("error", () => end(new RequestError(
    read || request.status ? "lost" : "unreachable",
    "The connection was lost before the file had arrived. What was reported as added is kept.")));
  signal.addEventListener("abort", () => request.abort());
  request.send(file);
  let ended = false;
  for (;;) {
    const text = request.readyState >= 3 && request.status === 200 ? request.responseText : "";
    const whole = text.lastIndexOf("\n\n") + 2;
    if (whole > read + 1) {
      const blocks = text.slice(read, whole).split("\n\n");
      read = whole;
      for (const event of blocks.map(parse).filter(Boolean)) {
        if (event.name === "error") throw refusal(request.status, event.data, null);
        if (event.name === "finished") ended = true;
        yield event;
      }
      continue;
    }
    if (isOver) break;
    await new Promise((resolve) => { wake = resolve; });
  }
  if (failure) throw failure;
  if (request.status !== 200) {
    // A proxy in between may answer with something that isn't JSON; the status then has to do.
    let body = null;
    try { body = JSON.parse(request.responseText); } catch { /* The status says it. */ }
    throw refusal(request.status, body, request.getResponseHeader("Retry-After"));
  }
  if (!ended) throw new RequestError("lost", "The connection ended before the file was read. What was reported as added is kept.");
}

async function send(path, options) {
  const headers = { ...options.headers };
  if (key()) headers.Authorization = `Bearer ${key()}`;
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new RequestError("unreachable", "TruthGPT can't be reached. Is it still running? Start it again with scripts/serve.");
  }
  if (response.ok) return response;
  // A proxy in between may answer with something that isn't JSON; the status then has to do.
  const body = await response.json().catch(() => null);
  throw refusal(response.status, body, response.headers.get("Retry-After"));
}

function refusal(status, body, retryAfter) {
  const { message, code } = body?.error ?? {};
  if (status === 401) return new RequestError("unauthorised", message ?? "This server asks for a key.");
  if (body?.status === "degraded") return new RequestError("degraded", "The evidence can't be read; the server's log says why.");
  if (status === 503) {
    return new RequestError("busy", message ?? "The server is busy.", { code, retryAfter: Number(retryAfter) || null });
  }
  return new RequestError("refused", message ?? `The server answered with status ${status}.`, { code });
}

/** Server-sent events as the HTML standard describes them, without `id` and `retry`. */
async function* parsed(stream, signal) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r\n\r\n|\n\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } catch (error) {
    if (signal?.aborted || error instanceof RequestError) throw error;
    throw new RequestError("lost", "The connection was lost before the answer was finished.");
  } finally {
    // Also when the caller stops listening: the server frees its place as soon as it notices.
    reader.cancel().catch(() => { /* It has ended already. */ });
  }
}

function parse(block) {
  let name = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon === 0) continue; // A comment, sent to keep the connection alive.
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  if (data.length === 0 || data[0] === "[DONE]") return null;
  try {
    return { name, data: JSON.parse(data.join("\n")) };
  } catch {
    throw new RequestError("lost", `The server sent an event "${name}" that can't be read.`);
  }
}
