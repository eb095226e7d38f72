
// The page: filters, actors, table and the chosen event. Every text of the package goes into the page as textContent.
const content = JSON.parse(document.getElementById("content").textContent);
const drawings = JSON.parse(document.getElementById("drawings").textContent);
const byId = (id) => document.getElementById(id);
const events = content.events;
const find = new Map(events.map((event) => [event.id, event]));
const FIRST_ACTORS = 12;
const MOST_ROWS_SHOWN = 250;                 // of the table and the story; a button adds as many again
const fontFamily = getComputedStyle(document.body).fontFamily;

const tip = make("div", { id: "tip", hidden: "" });
document.body.append(tip);
function showTip(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  tip.style.left = `${Math.max(4, Math.min(x + 12, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 16}px`;
}
function hideTip() { tip.hidden = true; }
function hint(element, text) {
  element.addEventListener("pointermove", (event) => showTip(text(), event.pageX, event.pageY));
  element.addEventListener("pointerleave", hideTip);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const count = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const typeTitle = (event) => content.types[event.type]?.title ?? event.type;
const modeTitle = (event) => (event.mode ? content.modes[event.mode] ?? event.mode : null);
const nameOf = (id) => content.actors[id]?.name ?? id;
const names = (ids) => ids.map(nameOf).join(", ");
const where = (event) => [event.place, event.destination].map((id) => (id ? content.places[id].name : null));
function route(event) {
  const [from, to] = where(event);
  return to ? `${from ?? "…"} → ${to}` : from ?? "";
}

// What the search looks through.
const haystack = new Map(events.map((event) => [event.id, [
  event.summary, typeTitle(event), modeTitle(event), route(event), names(event.actors), names(event.recipients),
  ...event.reports.flatMap((report) => [report.before + report.trigger + report.after, nameOf(report.attributed ?? ""),
                                        content.sources[report.source].title, content.sources[report.source].publisher]),
].join("\n").toLowerCase()]));

const COLUMNS = [
  ["What", "", (event) => event.summary],
  ["Type", "less", (event) => [typeTitle(event), modeTitle(event)].filter(Boolean).join(": ")],
  ["Status", "less", (event) => event.status],
  ["When", "", (event) => event.when],
  ["Where", "", route],
  ["Reports", "less number", (event) => event.reports.length],
  ["Confidence", "less number", (event) => event.confidence.toFixed(2)],
];
const LAST = "9999-99-99";
const KEYS = { When: (event) => event.earliest ?? event.latest ?? LAST, Reports: (event) => event.reports.length,
               Confidence: (event) => event.confidence };
let order = { column: "When", down: false };
let [chosen, allActors, map, times] = [null, false, null, null];
let [view, most] = ["table", MOST_ROWS_SHOWN];
if (events.some((event) => event.killed || event.injured)) {
  COLUMNS.splice(5, 0, ["Killed", "less number", (event) => event.killed ?? ""], ["Injured", "less number", (event) => event.injured ?? ""]);
}

function sorted(list) {
  const key = KEYS[order.column] ?? COLUMNS.find(([name]) => name === order.column)[2];
  const compare = (a, b) => (typeof a === "number" ? a - b : a < b ? -1 : a > b ? 1 : 0);
  return [...list].sort((a, b) => (order.down ? -1 : 1) * compare(key(a), key(b)) || compare(a.id, b.id));
}

function matching() {
  const [type, status, actor, place] = ["type", "status", "actor", "place"].map((id) => byId(id).value);
  const [from, to] = [byId("from").value, byId("to").value];
  const words = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  return events.filter((event) =>
    (!type || event.type === type) && (!status || event.status === status)
    && (!actor || event.actors.includes(actor) || event.recipients.includes(actor))
    && (!place || event.place === place || event.destination === place)
    && (!from || !event.latest || event.latest >= from) && (!to || !event.earliest || event.earliest <= to)
    && words.every((word) => haystack.get(event.id).includes(word)));
}

const FILTERS = ["words", "type", "status", "actor", "place", "from", "to"];

/** The address holds the filters and the chosen event, so that a link opens the page as it was seen. */
function keepAddress() {
  const kept = new URLSearchParams();
  for (const id of FILTERS) if (byId(id).value) kept.set(id, byId(id).value);
  if (view !== "table") kept.set("view", view);
  if (chosen) kept.set("event", chosen);
  history.replaceState(null, "", kept.size ? `#${kept}` : location.pathname + location.search);
}

const wanted = () => FILTERS.map((id) => byId(id).value).join("\n");

function readAddress() {
  const text = location.hash.slice(1);
  if (text && !text.includes("=")) return decodeURIComponent(text);    // an event's identifier alone
  const kept = new URLSearchParams(text);
  for (const id of FILTERS) if (kept.has(id)) byId(id).value = kept.get(id);
  setView(kept.get("view") === "story" ? "story" : "table");
  return kept.get("event");
}

function setView(name) {
  view = name;
  for (const one of ["table", "story"]) byId(`view-${one}`).setAttribute("aria-pressed", String(one === view));
}

function show() {
  const shown = sorted(matching());
  if (chosen && !shown.some((event) => event.id === chosen)) clearDetail();
  byId("count").textContent = shown.length === events.length ? count(events.length, "event")
    : `${shown.length.toLocaleString("en")} of ${count(events.length, "event")}`;
  byId("table").hidden = byId("more").hidden = view !== "table";
  byId("story").hidden = view !== "story";
  if (view === "table") showTable(shown); else showStory(shown);
  byId("more").hidden = shown.length <= most;
  byId("more").textContent = `Show more (${most.toLocaleString("en")} of ${shown.length.toLocaleString("en")} shown)`;
  byId("none").hidden = shown.length > 0;
  showActors(shown);
  if (!chosen) showOverview(shown);
  const unplaced = shown.filter((event) => !event.place && !event.destination).length;
  byId("unplaced").textContent = unplaced
    ? `${count(unplaced, "event")} ${unplaced === 1 ? "has" : "have"} no known location and ${unplaced === 1 ? "is" : "are"} not on the map.` : "";
  map?.show(shown);
  times?.show(shown, byId("from").value || null, byId("to").value || null);
  keepAddress();
}

function showTable(shown) {
  byId("table").tHead.rows[0].replaceChildren(...COLUMNS.map(([name, kind]) => {
    const mine = name === order.column;
    const button = make("button", { type: "button" }, name + (mine ? (order.down ? " ▾" : " ▴") : ""));
    button.addEventListener("click", () => {
      order = { column: name, down: mine && !order.down };
      show();
      byId("table").tHead.rows[0].cells[COLUMNS.findIndex(([one]) => one === name)].firstChild.focus();
    });
    return make("th", { scope: "col", class: kind || null, "aria-sort": mine ? (order.down ? "descending" : "ascending") : null },
                button);
  }));
  byId("table").tBodies[0].replaceChildren(...shown.slice(0, most).map((event) => {
    const row = make("tr", { "data-event": event.id, class: event.id === chosen ? "chosen" : null });
    for (const [name, kind, cell] of COLUMNS) {
      const value = String(cell(event));
      const shownValue = name === "What" ? make("button", { type: "button" }, value) : value;
      row.append(make("td", { class: kind || null }, shownValue));
    }
    row.addEventListener("click", () => choose(event.id));
    if (event.id === chosen) row.querySelector("button").setAttribute("aria-current", "true");
    return row;
  }));
  byId("table").hidden = shown.length === 0;
}

/** Day by day: each event with the sentence of its most confident report and the headline of that article. */
function showStory(shown) {
  const days = new Map();
  const inTime = [...shown].sort((a, b) => ((a.earliest ?? a.latest ?? LAST) < (b.earliest ?? b.latest ?? LAST) ? -1 : 1));
  for (const event of inTime.slice(0, most)) {
    const name = event.when || "Without a date";
    if (!days.has(name)) days.set(name, []);
    days.get(name).push(event);
  }
  byId("story").replaceChildren(...[...days].map(([name, members]) => make("section", {}, make("h3", {}, name[0].toUpperCase() + name.slice(1)),
    make("ul", { role: "list" }, ...members.map((event) => {
      const button = make("button", { type: "button", class: "plain" }, event.summary);
      button.addEventListener("click", () => choose(event.id));
      const best = event.reports.reduce((a, b) => (b.confidence > a.confidence ? b : a), event.reports[0]);
      if (!best) return make("li", { "data-event": event.id }, button);
      const source = content.sources[best.source];
      return make("li", { "data-event": event.id, class: event.quad }, button, quoteOf(best),
                  make("p", { class: "quiet" }, [source.title, source.publisher].filter(Boolean).join(", "),
                       event.reports.length > 1 ? ` and ${count(event.reports.length - 1, "other report")}` : ""));
    })))));
}

function showActors(shown) {
  const tally = new Map();
  for (const event of shown) {
    for (const [role, ids] of [[0, event.actors], [1, event.recipients]]) {
      for (const id of ids) {
        if (!tally.has(id)) tally.set(id, [0, 0]);
        tally.get(id)[role] += 1;
      }
    }
  }
  const rows = [...tally].sort(([a, [b, c]], [d, [e, f]]) => e + f - b - c || (nameOf(a) < nameOf(d) ? -1 : 1));
  const most = rows.length ? rows[0][1][0] + rows[0][1][1] : 1;
  const active = document.activeElement?.dataset?.actor;
  byId("actors").replaceChildren(...rows.slice(0, allActors ? rows.length : FIRST_ACTORS).map(([id, [does, gets]]) => {
    const bar = make("span", { class: "bar", "aria-hidden": "true" }, ...[does, gets].map((n) => {
      const part = make("span");
      part.style.width = `${(100 * n) / most}%`;
      return part;
    }));
    const said = [does && `acts in ${does}`, gets && `recipient in ${gets}`].filter(Boolean).join(", ");
    const button = make("button", { type: "button", "data-actor": id, "aria-pressed": String(byId("actor").value === id) },
                        nameOf(id), make("small", {}, said), bar);
    button.addEventListener("click", () => {
      byId("actor").value = byId("actor").value === id ? "" : id;
      filter();
    });
    return make("li", {}, button);
  }));
  if (active) byId("actors").querySelector(`[data-actor="${CSS.escape(active)}"]`)?.focus();
  byId("more-actors").hidden = rows.length <= FIRST_ACTORS;
  byId("more-actors").setAttribute("aria-expanded", String(allActors));
  byId("more-actors").textContent = allActors ? "Fewer actors" : `All ${rows.length.toLocaleString("en")} actors`;
}

function facts(pairs) {
  const list = make("dl");
  for (const [name, value] of pairs) if (value) list.append(make("dt", {}, name), make("dd", {}, value));
  return list;
}

function quoteOf(report) {
  return make("blockquote", { lang: content.sources[report.source].language ?? null, dir: "auto" }, report.before,
              report.trigger ? make("mark", {}, report.trigger) : null, report.after);
}

function reportOf(report) {
  const source = content.sources[report.source];
  const language = source.language ?? null;
  const quote = quoteOf(report);
  const title = source.title ?? report.source;
  const link = source.url
    ? make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer", lang: language }, title)
    : make("span", { lang: language }, title);
  const said = [source.publisher, source.author, source.published && `published ${source.published}`].filter(Boolean);
  const coded = [report.status, report.casualties, report.when, report.dateText && `“${report.dateText}”`, `sentence ${report.sentence + 1}`,
                 `confidence ${report.confidence.toFixed(2)}`,
                 report.review === "machine" ? `coded by ${report.coder}` : `${report.review}; coded by ${report.coder}`];
  return make("li", {}, quote, make("p", {}, link, said.length ? ` (${said.join(", ")})` : ""),
              make("p", {}, report.attributed ? `Attributed to ${nameOf(report.attributed)}` : ""),
              make("p", { class: "quiet" }, coded.filter(Boolean).join(" · ")));
}

/** Facts and reports of an event, under headings of the level below `level`. */
function body(event, level) {
  const type = content.types[event.type];
  const [from, to] = where(event);
  const places = [event.place, event.destination].map((id) => content.places[id]);
  const kind = (place) => (place ? [place.kind, place.country].filter(Boolean).join(", ") : "");
  const box = document.createDocumentFragment();
  box.append(facts([
    ["Type", [typeTitle(event), modeTitle(event)].filter(Boolean).join(": ")],
    ["Means", type?.definition], ["Status", event.status],
    ["When", event.when ? event.when : "not known"],
    ["Where", from && `${from} (${kind(places[0])})`], ["Destination", to && `${to} (${kind(places[1])})`],
    ["Actors", names(event.actors)], ["Recipients", names(event.recipients)],
    ["Killed", event.killed], ["Injured", event.injured],
    ["Confidence", event.confidence.toFixed(2)], ["Date (EDTF)", event.edtf], ["Identifier", event.id],
  ]));
  box.append(make(level, {}, `${count(event.reports.length, "report")} in ${count(event.articles, "article")}`),
             make("ol", { class: "reports", role: "list" }, ...event.reports.map(reportOf)));
  return box;
}

function choose(id, { focus = true } = {}) {
  const event = find.get(id);
  if (!event) return;
  chosen = id;
  byId("detail-title").textContent = event.summary;
  byId("detail-body").replaceChildren(body(event, "h3"));
  byId("back").hidden = false;
  byId("detail").scrollTop = 0;
  for (const row of byId("table").tBodies[0].rows) {
    const mine = row.dataset.event === id;
    row.classList.toggle("chosen", mine);
    if (mine) row.querySelector("button").setAttribute("aria-current", "true");
    else row.querySelector("button").removeAttribute("aria-current");
  }
  keepAddress();
  map?.select(id);
  times?.select(id);
  if (focus) {
    byId("detail-title").focus({ preventScroll: true });
    const below = window.matchMedia("(max-width: 62rem)").matches;
    byId("detail").scrollIntoView({ block: below ? "start" : "nearest" });
  }
}

/** The events of a mark on the map: the one, or all of them to choose from. */
function chooseAmong(ids, name) {
  if (ids.length === 1) { choose(ids[0]); return; }
  clearDetail();
  byId("detail-title").textContent = `${name}: ${count(ids.length, "event")}`;
  byId("detail-body").replaceChildren(make("ul", { class: "choices", role: "list" }, ...ids.slice(0, MOST_ROWS_SHOWN).map((id) => {
    const event = find.get(id);
    const button = make("button", { type: "button", class: "plain" }, event.summary);
    button.addEventListener("click", () => choose(id));
    return make("li", { class: event.quad }, button, event.when ? make("span", { class: "quiet" }, ` ${event.when}`) : null);
  })));
  byId("detail").scrollTop = 0;
  byId("detail-title").focus({ preventScroll: true });
  if (window.matchMedia("(max-width: 62rem)").matches) byId("detail").scrollIntoView({ block: "start" });
}

function clearDetail() {
  chosen = null;
  byId("back").hidden = true;
  map?.select(null);
  times?.select(null);
  for (const row of byId("table").tBodies[0].rows) row.classList.remove("chosen");
}

/** What is shown while no event is chosen: the kinds of event, the most frequent first. */
function showOverview(shown) {
  const tally = new Map();
  for (const event of shown) tally.set(event.type, (tally.get(event.type) ?? 0) + 1);
  const rows = [...tally].sort((a, b) => b[1] - a[1]);
  byId("detail-title").textContent = count(shown.length, "event");
  byId("detail-body").replaceChildren(make("p", {}, "Select an event on the map, in the timeline or in the list to see what was reported."),
    make("ul", { class: "choices", role: "list" }, ...rows.map(([type, n]) => {
      const button = make("button", { type: "button", "aria-pressed": String(byId("type").value === type) },
                          content.types[type]?.title ?? type, make("small", {}, ` ${n.toLocaleString("en")}`));
      button.addEventListener("click", () => { byId("type").value = byId("type").value === type ? "" : type; filter(); });
      return make("li", {}, button);
    })));
}

function filter() {
  most = MOST_ROWS_SHOWN;
  show();
}

/** The filtered rows as CSV. An apostrophe is put before what a spreadsheet would run as a formula. */
function csv(list) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = typeof value === "string" && /^[=+@\-\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const columns = {
    event_id: (e) => e.id, event_type: (e) => e.type, mode: (e) => e.mode, quad_class: (e) => e.quad, status: (e) => e.status,
    summary: (e) => e.summary, date_earliest: (e) => e.earliest, date_latest: (e) => e.latest,
    location: (e) => content.places[e.place]?.name, country: (e) => content.places[e.place]?.country,
    latitude: (e) => content.places[e.place]?.lat, longitude: (e) => content.places[e.place]?.lon,
    destination: (e) => content.places[e.destination]?.name, actors: (e) => e.actors.map(nameOf).join("; "),
    recipients: (e) => e.recipients.map(nameOf).join("; "), killed: (e) => e.killed, injured: (e) => e.injured,
    n_reports: (e) => e.reports.length, n_sources: (e) => e.articles, confidence: (e) => e.confidence,
  };
  const lines = [Object.keys(columns), ...list.map((event) => Object.values(columns).map((value) => value(event)))];
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function options(id, pairs) {
  const unique = [...new Map(pairs)].sort(([, a], [, b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  byId(id).append(...unique.map(([value, text]) => make("option", { value }, text)));
}

function start() {
  byId("description").textContent = content.description ?? "";
  const sources = Object.keys(content.sources).length;
  const reports = events.reduce((sum, event) => sum + event.reports.length, 0);
  byId("about").append(`${count(events.length, "event")} in ${count(reports, "report")} from ${count(sources, "article")}. `
    + `Data package ${content.name}${content.version ? ` ${content.version}` : ""}`);
  for (const licence of content.licences) {
    byId("about").append(", ", licence.url ? make("a", { href: licence.url, rel: "noopener noreferrer" }, licence.title ?? licence.url)
      : licence.title ?? "");
  }
  byId("about").append(".");
  byId("credits").textContent = "Made with eventpack, drawn with D3. Map: Natural Earth; towns: GeoNames. This page works offline and makes no network requests.";
  options("type", events.map((event) => [event.type, typeTitle(event)]));
  options("status", events.map((event) => [event.status, event.status]));
  options("actor", events.flatMap((event) => [...event.actors, ...event.recipients].map((id) => [id, nameOf(id)])));
  options("place", events.flatMap((event) => [event.place, event.destination].filter(Boolean)
    .map((id) => [id, content.places[id].name])));
  let before = wanted();
  for (const kind of ["input", "change"]) {
    byId("filters").addEventListener(kind, () => {
      if (wanted() !== before) filter();       // leaving a field is no change, and must not replace what is being pressed
      before = wanted();
    });
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(filter));
  byId("none-reset").addEventListener("click", () => { byId("filters").reset(); byId("words").focus(); });
  byId("more-actors").addEventListener("click", () => { allActors = !allActors; show(); });
  byId("back").addEventListener("click", () => {
    const row = byId("table").querySelector("tr.chosen");
    (row?.querySelector("button") ?? byId("words")).focus();
  });
  window.addEventListener("beforeprint", () => {
    byId("printed").replaceChildren(make("h2", {}, "Events and their reports"), ...sorted(matching()).map((event) =>
      make("article", {}, make("h3", {}, event.summary), body(event, "h4"))));
  });
  window.addEventListener("afterprint", () => byId("printed").replaceChildren());
  byId("more").addEventListener("click", () => { most += MOST_ROWS_SHOWN; show(); });
  for (const one of ["table", "story"]) byId(`view-${one}`).addEventListener("click", () => { setView(one); filter(); });
  const named = readAddress();
  const range = (from, to) => { [byId("from").value, byId("to").value] = [from, to]; filter(); };
  map = eventMap(byId("map"), drawings, content.places, chooseAmong);
  times = timeViews(byId("histogram"), byId("timeline"), { choose, range });
  show();
  byId("zoom-in").addEventListener("click", () => map.zoom(1.6));
  byId("zoom-out").addEventListener("click", () => map.zoom(1 / 1.6));
  byId("zoom-fit").addEventListener("click", () => map.fit());
  byId("save-csv").addEventListener("click", () => save(new Blob([csv(sorted(matching()))], { type: "text/csv" }), `${content.name}-events.csv`));
  byId("save-map").addEventListener("click", async () => save(await map.picture(`${content.title} · eventpack · Natural Earth, GeoNames`), `${content.name}-map.png`));
  if (find.has(named)) choose(named, { focus: false });
  map.draw();
  document.body.dataset.ready = "true";
}

start();
