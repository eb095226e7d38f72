// Map and timeline: what Vega is given of the events shown, and what it tells of a click.
"use strict";

const DAY = 86400000;
const DEGREE = Math.PI / 180;
const [MIN_SCALE, MAX_SCALE] = [40, 60000];
const MOST_IN_ROWS = 200;                    // above, the timeline's rows get narrow and lose their words

const day = (text) => (text === null ? null : Date.parse(text + "T00:00:00Z"));
const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-80, Math.min(80, lat)) * DEGREE) / 2));
const latitude = (y) => (2 * Math.atan(Math.exp(y)) - Math.PI / 2) / DEGREE;
const happened = (event) => event.status === "occurred" || event.status === "ongoing";

/** The middle and the scale at which all `points` are seen, across the date line where that is shorter. */
function fit(points, width, height) {
  if (points.length === 0) return { lon: 10, lat: 25, scale: width / (2 * Math.PI) };
  const lons = [...new Set(points.map((p) => p.lon))].sort((a, b) => a - b);
  let [gap, west] = [lons[0] + 360 - lons[lons.length - 1], lons[0]];
  for (let i = 1; i < lons.length; i++) {
    if (lons[i] - lons[i - 1] > gap) [gap, west] = [lons[i] - lons[i - 1], lons[i]];
  }
  const ys = points.map((p) => mercator(p.lat));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const [across, up] = [Math.max(360 - gap, 3) * DEGREE, Math.max(high - low, 3 * DEGREE)];
  const scale = Math.min((width - Math.min(200, width * 0.4)) / across, (height - 140) / up);
  const middle = west + (360 - gap) / 2;
  return { lon: middle > 180 ? middle - 360 : middle, lat: latitude((low + high) / 2), scale: clampScale(scale) };
}

const clampScale = (scale) => Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale));

/** What the map draws. `far`: the middle of a country that is only moved to, for which the map need not shrink.
 *  Events are set around their place like seeds of a sunflower, so that each is seen; the more, the closer. */
function mapRows(events, places) {
  const groups = new Map();
  for (const event of events) {
    const at = event.place ?? event.destination;
    if (!at || places[at].lat === null || places[at].lon === null) continue;
    if (!groups.has(at)) groups.set(at, []);
    groups.get(at).push(event);
  }
  const [marks, clusters] = [[], []];
  const radii = new Map();
  for (const [id, members] of groups) {
    const step = Math.min(8.5, 46 / Math.sqrt(members.length));
    const radius = members.length === 1 ? 6 : step * Math.sqrt(members.length) + 4;
    radii.set(id, radius);
    clusters.push({ name: places[id].name, lon: places[id].lon, lat: places[id].lat, radius });
    members.forEach((event, i) => {
      const reach = members.length === 1 ? 0 : step * Math.sqrt(i + 0.5);
      const turn = i * Math.PI * (3 - Math.sqrt(5));
      marks.push({ id: event.id, lon: places[id].lon, lat: places[id].lat, dx: reach * Math.cos(turn),
                   dy: reach * Math.sin(turn), quad: event.quad, wide: event.precision >= 4, label: event.summary });
    });
  }
  const lines = new Map();
  for (const event of events) {
    const [from, to] = [places[event.place], places[event.destination]];
    if (!from || !to || from === to || [from.lat, from.lon, to.lat, to.lon].includes(null)) continue;
    const key = [event.place, event.destination, event.quad, happened(event)].join("\n");
    if (!lines.has(key)) {
      if (!radii.has(event.destination)) {
        radii.set(event.destination, 2);
        clusters.push({ name: to.name, lon: to.lon, lat: to.lat, radius: 2, far: to.kind === "country" });
      }
      lines.set(key, { lon: from.lon, lat: from.lat, toLon: to.lon, toLat: to.lat, quad: event.quad, ids: [],
                       told: happened(event), radius: radii.get(event.destination), from: from.name, to: to.name });
    }
    lines.get(key).ids.push(event.id);
  }
  const movements = [...lines.values()];
  for (const line of movements) {
    line.label = `${line.from} → ${line.to}: ${line.ids.length} event${line.ids.length > 1 ? "s" : ""}`;
  }
  return { marks, clusters, movements };
}

/** A row an event. `to` is the end of its last day, so that a day has a width. */
function timelineRows(events) {
  return events.map((event, index) => {
    const [from, last] = [day(event.earliest), day(event.latest)];
    const kind = from === null ? (last === null ? "none" : "before") : last === null ? "after"
      : from === last ? "day" : "range";
    return { id: event.id, index, kind, from, to: last === null ? null : last + DAY, quad: event.quad,
             text: event.summary, label: `${event.summary} (${event.when || "no date is told"})` };
  });
}

/** From the first to the last bound that any event has, or as asked. */
function span(rows, from, to) {
  const bounds = rows.flatMap((row) => [row.from, row.to]).filter((bound) => bound !== null);
  const first = from ?? (bounds.length ? bounds.reduce((a, b) => Math.min(a, b)) : 0);
  const last = to !== null ? to + DAY : bounds.length ? bounds.reduce((a, b) => Math.max(a, b)) : DAY;
  return last > first ? [first, last] : [first, first + DAY];
}

const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;

function tooltip(handler, event, item, value) {
  tip.hidden = !value;
  if (!value) return;
  tip.textContent = String(value);
  const left = Math.min(event.pageX + 12, document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${event.pageY + 16}px`;
}

/** Draws both; `choose(id)` is called with the event of a mark that was clicked. */
async function charts(drawings, places, choose) {
  document.body.append(tip);
  drawings.map.data[0].values = drawings.countries;
  const options = { mode: "vega", renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip,
                    config: { font: getComputedStyle(document.body).fontFamily, background: null } };
  const [mapBox, timeBox] = [document.getElementById("map"), document.getElementById("timeline")];
  const map = (await vegaEmbed(mapBox, drawings.map, options)).view;
  const timeline = (await vegaEmbed(timeBox, drawings.timeline, options)).view;
  let [shown, selected, days, dragged] = [[], null, [null, null], false];
  let eye = null;                            // where the map looks once it was moved by hand; else it fits the events

  map.addEventListener("click", (_, item) => {
    const datum = item?.datum;
    if (dragged || !datum) return;
    if (datum.ids) choose(datum.ids[(datum.ids.indexOf(selected) + 1) % datum.ids.length]);
    else if (datum.id) choose(datum.id);
  });
  timeline.addEventListener("click", (_, item) => { if (item?.datum?.id) choose(item.datum.id); });

  function drawMap() {
    const [width, height] = [mapBox.clientWidth, mapBox.clientHeight];
    const { marks, clusters, movements } = mapRows(shown, places);
    const look = eye ?? fit(clusters.filter((one) => !one.far), width, height);
    map.width(width).height(height).signal("lon", look.lon).signal("lat", look.lat).signal("scale", look.scale)
      .signal("selected", selected).data("places", clusters).data("events", marks).data("movements", movements);
    return map.runAsync();
  }

  function drawTimeline() {
    const width = timeBox.clientWidth;
    const row = shown.length > MOST_IN_ROWS ? 8 : 36;
    const rows = timelineRows(shown);
    const [start, end] = span(rows, ...days);
    timeline.width(width).height(28 + row * rows.length).signal("row", row).signal("start", start).signal("end", end)
      .signal("selected", selected).data("events", rows);
    return timeline.runAsync();
  }

  const draw = () => Promise.all([drawMap(), drawTimeline()]);

  function current() {
    return eye ?? { lon: map.signal("lon"), lat: map.signal("lat"), scale: map.signal("scale") };
  }

  function zoom(factor) {
    const look = current();
    const event = shown.find((one) => one.id === selected);
    const at = places[event?.place ?? event?.destination];
    const middle = at && at.lat !== null && at.lon !== null ? { lon: at.lon, lat: at.lat } : {};
    eye = { ...look, ...middle, scale: clampScale(look.scale * factor) };
    return drawMap();
  }
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.6));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  document.getElementById("zoom-fit").addEventListener("click", () => { eye = null; drawMap(); });

  let grip = null;
  mapBox.addEventListener("pointerdown", (event) => {
    if (event.button === 0) grip = { x: event.clientX, y: event.clientY, look: current() };
    dragged = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!grip || Math.hypot(event.clientX - grip.x, event.clientY - grip.y) < 4) return;
    dragged = true;
    const { look } = grip;
    const lon = look.lon - (event.clientX - grip.x) / look.scale / DEGREE;
    eye = { scale: look.scale, lon: ((lon + 540) % 360) - 180,
            lat: latitude(mercator(look.lat) + (event.clientY - grip.y) / look.scale) };
    drawMap();
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { grip = null; });

  let seen = mapBox.clientWidth;
  new ResizeObserver(() => {
    if (mapBox.clientWidth !== seen) { seen = mapBox.clientWidth; draw(); }
  }).observe(mapBox);

  return {
    show(events, from, to) { shown = events; days = [day(from), day(to)]; eye = null; return draw(); },
    select(id) {
      selected = id;
      return Promise.all([map.signal("selected", id).runAsync(), timeline.signal("selected", id).runAsync()]);
    },
  };
}
