// The view of the documents: what there is, adding more, searching in them.
import { askForKey, checkHealth } from "/connection.js";
import { counted, find, make, size, toast } from "/dom.js";
import { passageCard } from "/passage.js";
import { address, get, getFile, hasKey } from "/stream.js";
import { setUploadLimit, startUploads } from "/uploads.js";

const section = find("corpus");
const form = find("find");
let languageNames = null;

/** Listens to the view's own parts; files can be dropped on any view. */
export function startCorpus() {
  startUploads({
    show: () => { if (location.hash !== "#corpus") location.hash = "#corpus"; },
    changed: () => { draw(); checkHealth(); },
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  find("corpus-report").addEventListener("click", saveReport);
}

export function openCorpus() {
  document.body.dataset.view = "corpus";
  document.title = "Documents · TruthGPT";
  find("title").textContent = "";
  find("corpus-open").setAttribute("aria-current", "page");
  section.hidden = false;
  window.scrollTo(0, 0);
  find("corpus-title").focus({ preventScroll: true });
  draw();
}

/** Returns whether it was open. */
export function closeCorpus() {
  if (section.hidden) return false;
  section.hidden = true;
  find("corpus-open").removeAttribute("aria-current");
  return true;
}

// MARK: What there is

async function draw() {
  if (section.hidden) return;
  try {
    const corpus = await get("/v1/corpus");
    drawTotal(corpus);
    drawFilters(corpus);
    setUploadLimit(corpus.uploadLimit);
    find("corpus-report").hidden = !corpus.hasReport;
    find("counts").replaceChildren(...[
      table("Collections", ["Collection", "Documents", "Licences"], corpus.sources.map(({ name, documents, licences }) => [name, documents, licences.join(", ")])),
      table("Languages", ["Language", "Documents"], corpus.languages.map(({ code, documents }) => [code ? language(code) : "not known", documents])),
      table("Years", ["Year", "Documents"], newestFirst(corpus.years).map(({ year, documents }) => [year === null ? "no date" : String(year), documents])),
    ].filter(Boolean));
  } catch (error) {
    if (error.kind === "unauthorised") return askForKey(draw);
    find("corpus-total").textContent = error.message;
  }
}

function drawTotal({ documents, passages, authors, bytes }) {
  find("corpus-total").textContent = documents === 0
    ? "There are no documents yet."
    : `${counted(documents, "document")}${authors ? ` by ${counted(authors, "author")}` : ""}, cut into ${counted(passages, "passage")}; ${size(bytes)} on disk.`;
}

/** What has no date comes last. */
const newestFirst = (years) => years.toSorted((one, other) => (other.year ?? -Infinity) - (one.year ?? -Infinity));

const mostRows = 12;

/** A table with a bar for each count; what is beyond the first rows is added up in the last. */
function table(title, columns, rows) {
  if (rows.length === 0) return null;
  const shown = rows.length > mostRows ? rows.slice(0, mostRows - 1) : rows;
  const rest = rows.slice(shown.length);
  if (rest.length) shown.push([`${rest.length} more`, rest.reduce((sum, [, count]) => sum + count, 0), ...columns.slice(2).map(() => "")]);
  const most = Math.max(...shown.map(([, count]) => count));
  return make("section", {},
    make("h2", {}, title),
    make("div", { class: "table-frame" }, make("table", { class: "count-table" },
      make("thead", {}, make("tr", {}, columns.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, shown.map(([name, count, ...others]) => make("tr", {},
        make("th", { scope: "row" }, name),
        make("td", {}, meter(count, most), make("span", {}, count.toLocaleString("en-GB"))),
        others.map((text) => make("td", {}, text))))))));
}

/** The number stands beside it, so readers skip the bar. */
function meter(count, most) {
  return make("meter", { min: "0", max: String(most), value: String(count), "aria-hidden": "true" });
}

function language(code) {
  try {
    languageNames ??= new Intl.DisplayNames(["en"], { type: "language" });
    return languageNames.of(code) ?? code;
  } catch {
    return code; // Not every code that a document states is one.
  }
}

/** A link can't carry a key; with one, the page is fetched and saved instead of opened. */
async function saveReport(event) {
  if (!hasKey()) return;
  event.preventDefault();
  try {
    const copy = URL.createObjectURL(await getFile("/v1/corpus/report"));
    make("a", { href: copy, download: "corpus.html" }).click();
    setTimeout(() => URL.revokeObjectURL(copy), 60000);
  } catch (error) {
    toast(error.message);
  }
}

// MARK: Searching

/** Offers the filters that the server takes. */
function drawFilters({ searchFilters, sources, languages }) {
  for (const label of form.querySelectorAll("[data-filter]")) label.hidden = !searchFilters.includes(label.dataset.filter);
  fill(form.elements.source, "All collections", sources.map(({ name }) => [name, name]));
  fill(form.elements.language, "All languages", languages.filter(({ code }) => code).map(({ code }) => [code, language(code)]));
}

function fill(list, all, options) {
  const chosen = list.value;
  list.replaceChildren(make("option", { value: "" }, all), ...options.map(([value, text]) => make("option", { value }, text)));
  list.value = options.some(([value]) => value === chosen) ? chosen : "";
}

async function search() {
  const parameters = { limit: "20" };
  for (const field of form.elements) {
    const isOffered = field.name && !field.closest("[hidden]");
    if (isOffered && field.value.trim()) parameters[field.name] = field.value.trim();
  }
  const results = find("found");
  results.replaceChildren(make("p", { class: "quiet" }, "Searching…"));
  try {
    const { passages = [] } = await get(address("/v1/search", parameters));
    results.replaceChildren(...(passages.length
      ? passages.map((passage) => passageCard(passage))
      : [make("p", { class: "quiet" }, "Nothing was found.")]));
  } catch (error) {
    if (error.kind === "unauthorised") askForKey(search);
    results.replaceChildren(make("p", { class: "quiet" }, error.message));
  }
}
