
// The page: filters, actors, table and the chosen event. Every text of the package goes into the page as textContent.
const content = JSON.parse(document.getElementById("content").textContent);
const drawings = JSON.parse(document.getElementById("drawings").textContent);
const byId = (id) => document.getElementById(id);
const events = content.events;
const find = new Map(events.map((event) => [event.id, event]));
const FIRST_ACTORS = 12;

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
let [chosen, allActors, drawn] = [null, false, null];

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

function show() {
  const shown = sorted(matching());
  byId("count").textContent = shown.length === events.length ? count(events.length, "event")
    : `${shown.length.toLocaleString("en")} of ${count(events.length, "event")}`;
  showTable(shown);
  showActors(shown);
  const unplaced = shown.filter((event) => !event.place && !event.destination).length;
  byId("unplaced").textContent = unplaced ? `Of ${count(unplaced, "event")} no place is told.` : "";
  const undated = shown.filter((event) => !event.earliest && !event.latest).length;
  byId("undated").textContent = undated ? `Of ${count(undated, "event")} no date is told.` : "";
  drawn?.show(shown, byId("from").value || null, byId("to").value || null);
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
  byId("table").tBodies[0].replaceChildren(...shown.map((event) => {
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
  byId("none").hidden = shown.length > 0;
  byId("table").hidden = shown.length === 0;
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
      show();
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

function reportOf(report) {
  const source = content.sources[report.source];
  const language = source.language ?? null;
  const quote = make("blockquote", { lang: language, dir: "auto" }, report.before,
                     report.trigger ? make("mark", {}, report.trigger) : null, report.after);
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
    ["When", event.when ? event.when : "no date is told"],
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
  history.replaceState(null, "", "#" + encodeURIComponent(id));
  drawn?.select(id);
  if (focus) {
    byId("detail-title").focus({ preventScroll: true });
    const below = window.matchMedia("(max-width: 62rem)").matches;
    byId("detail").scrollIntoView({ block: below ? "start" : "nearest" });
  }
}

function options(id, pairs) {
  const unique = [...new Map(pairs)].sort(([, a], [, b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  byId(id).append(...unique.map(([value, text]) => make("option", { value }, text)));
}

function start() {
  byId("description").textContent = content.description ?? "";
  const sources = Object.keys(content.sources).length;
  const reports = events.reduce((sum, event) => sum + event.reports.length, 0);
  byId("about").append(`${count(events.length, "event")} told by ${count(reports, "report")} in ${count(sources, "article")}. `
    + `Data package ${content.name}${content.version ? ` ${content.version}` : ""}`);
  for (const licence of content.licences) {
    byId("about").append(", ", licence.url ? make("a", { href: licence.url, rel: "noopener noreferrer" }, licence.title ?? licence.url)
      : licence.title ?? "");
  }
  byId("about").append(".");
  byId("credits").textContent = "Made with eventpack; drawn with Vega. The page holds all it shows and asks nothing of any network.";
  options("type", events.map((event) => [event.type, typeTitle(event)]));
  options("status", events.map((event) => [event.status, event.status]));
  options("actor", events.flatMap((event) => [...event.actors, ...event.recipients].map((id) => [id, nameOf(id)])));
  options("place", events.flatMap((event) => [event.place, event.destination].filter(Boolean)
    .map((id) => [id, content.places[id].name])));
  for (const kind of ["input", "change"]) byId("filters").addEventListener(kind, show);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(show));
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
  show();
  charts(drawings, content.places, choose).then(async (made) => {
    drawn = made;
    show();
    const named = decodeURIComponent(location.hash.slice(1));
    if (find.has(named)) choose(named, { focus: false });
    document.body.dataset.ready = "true";
  });
}

start();
