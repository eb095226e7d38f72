// The map: countries, lines between their divisions, towns, and over them the events. Drawn on a canvas, so that
// thousands of events move smoothly; everything on it is in the table too.
"use strict";

const WORLD = 1000;                          // width of the world in the units that paths and points are made in
const [MIN_ZOOM, MAX_ZOOM] = [0.8, 4000];    // pixels a unit are zoom * canvas width / WORLD
const CLUSTER_PIXELS = 44;
const QUADS = ["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"];
const DIVISIONS_FROM = 6, TOWNS_FROM = 5;    // zoom at which they appear
const GAP = 4;

const project = (lon, lat) => {
  const held = Math.max(-85, Math.min(85, lat)) * Math.PI / 180;
  return [WORLD * (lon + 180) / 360, WORLD * (0.5 - Math.log(Math.tan(Math.PI / 4 + held / 2)) / (2 * Math.PI))];
};
const isKnown = (place) => place && place.lat !== null && place.lon !== null;
const happened = (event) => event.status === "occurred" || event.status === "ongoing";
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** One Path2D of GeoJSON lines or polygons, in world units. */
function pathOf(geometry) {
  const path = new Path2D();
  const line = (points, close) => {
    let turn = 0;                            // a coast that crosses the date line goes on beyond the edge
    points.forEach(([lon, lat], i) => {
      if (i && lat > -80 && Math.abs(lon - points[i - 1][0]) > 180) turn += lon < 0 ? 360 : -360;
      const at = project(lon + turn, lat);
      if (i) path.lineTo(...at); else path.moveTo(...at);
    });
    if (close) path.closePath();
  };
  const draw = {
    LineString: (c) => line(c), MultiLineString: (c) => c.forEach((one) => line(one)),
    Polygon: (c) => c.forEach((ring) => line(ring, true)),
    MultiPolygon: (c) => c.forEach((polygon) => polygon.forEach((ring) => line(ring, true))),
  };
  draw[geometry.type]?.(geometry.coordinates);
  return path;
}

/** The middle of the largest part of a country and that part's width, for its name. */
function middleOf(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let best = null;
  for (const [ring] of polygons) {
    let [area, x, y, west, east] = [0, 0, 0, Infinity, -Infinity];
    const points = ring.map(([lon, lat]) => project(lon, lat));
    for (let i = 0; i + 1 < points.length; i++) {
      const [[a, b], [c, d]] = [points[i], points[i + 1]];
      const cross = a * d - c * b;
      area += cross; x += (a + c) * cross; y += (b + d) * cross;
      west = Math.min(west, a); east = Math.max(east, a);
    }
    if (area && (!best || Math.abs(area) > best.area)) {
      best = { area: Math.abs(area), x: x / (3 * area), y: y / (3 * area), width: east - west };
    }
  }
  return best;
}

/** The lines between divisions, from differences in parts of a degree. */
function unpacked({ units, countries }) {
  const lines = [];
  for (const packed of Object.values(countries).flat()) {
    let [x, y] = [0, 0];
    const line = [];
    for (let i = 0; i < packed.length; i += 2) {
      x += packed[i]; y += packed[i + 1];
      line.push([x / units, y / units]);
    }
    lines.push(line);
  }
  return { type: "MultiLineString", coordinates: lines };
}

/** Draws on `canvas`; `choose(ids, name)` is called with the events of a mark or arrow that was pressed. */
function eventMap(canvas, drawings, places, choose) {
  const { Supercluster, feature, mesh, select, zoom, zoomIdentity } = libraries;
  const shapes = drawings.countries.objects.countries;
  const land = feature(drawings.countries, shapes).features;
  const landPath = new Path2D();
  for (const one of land) if (one.geometry) landPath.addPath(pathOf(one.geometry));
  const coastPath = pathOf(mesh(drawings.countries, shapes, (a, b) => a === b));
  const borderPath = pathOf(mesh(drawings.countries, shapes, (a, b) => a !== b));
  const divisionPath = pathOf(unpacked(drawings.divisions));
  const countryNames = land.filter((one) => one.geometry).map((one) => ({ name: one.properties.name, ...middleOf(one.geometry) }))
    .sort((a, b) => b.area - a.area);
  const towns = drawings.towns.map(([name, lon, lat, population]) => {
    const [x, y] = project(lon, lat);
    return { name, x, y, population };
  });
  const context = canvas.getContext("2d");
  let [shown, chosen, index, arrows, eye] = [[], null, null, [], zoomIdentity];
  const members = new Map();                 // cluster → the events in it, looked up once
  let [width, height, waiting, targets] = [0, 0, false, []];

  const scale = () => eye.k * width / WORLD;
  const screen = (x, y) => [eye.x + x * scale(), eye.y + y * scale()];

  function group() {
    const groups = new Map();
    for (const event of shown) {
      const at = isKnown(places[event.place]) ? event.place : event.destination;
      if (!isKnown(places[at])) continue;
      if (!groups.has(at)) groups.set(at, []);
      groups.get(at).push(event);
    }
    const tally = (events) => QUADS.map((quad) => events.filter((event) => event.quad === quad).length);
    index = new Supercluster({ radius: CLUSTER_PIXELS, extent: 256, maxZoom: 14, minPoints: 2,
      map: (kept) => ({ quads: kept.quads, wide: kept.wide }),
      reduce: (sum, kept) => { sum.quads = sum.quads.map((n, i) => n + kept.quads[i]); sum.wide = sum.wide && kept.wide; } });
    members.clear();
    index.load([...groups].map(([id, events]) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [places[id].lon, places[id].lat] },
      properties: { place: id, ids: events.map((event) => event.id), quads: tally(events),
                    wide: events.every((event) => event.precision >= 4) } })));
    const lines = new Map();
    for (const event of shown) {
      const [from, to] = [places[event.place], places[event.destination]];
      if (!isKnown(from) || !isKnown(to) || event.place === event.destination) continue;
      const key = [event.place, event.destination, event.quad, happened(event)].join("\n");
      if (!lines.has(key)) {
        lines.set(key, { from: project(from.lon, from.lat), to: project(to.lon, to.lat), quad: event.quad, ids: [],
                         done: happened(event), name: `${from.name} → ${to.name}` });
      }
      lines.get(key).ids.push(event.id);
    }
    arrows = [...lines.values()];
  }

  function resize() {
    const ratio = window.devicePixelRatio || 1;
    const box = canvas.parentElement.getBoundingClientRect();
    const before = width;
    [width, height] = [Math.round(box.width), Math.round(box.height)];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    return width !== before;
  }

  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const start = performance.now();
      draw();
      canvas.drawTime = performance.now() - start;
    });
  }

  function draw() {
    if (!width) return;
    const ratio = canvas.width / width;
    const colours = Object.fromEntries(["sea", "land", "border", "division", "names", "ink", "paper", "accent"]
      .map((name) => [name, style(`--${name}`)]));
    colours.quads = QUADS.map((quad) => style(`--${quad}`));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colours.sea;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const copies = [-1, 0, 1].filter((turn) => {
      const west = eye.x + turn * WORLD * scale();
      return west < 1.1 * width && west + 1.1 * WORLD * scale() > 0;
    });
    for (const turn of copies) drawLand(ratio, turn * WORLD, colours);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    targets = [];
    const taken = [];
    for (const turn of copies) drawArrows(turn * WORLD, colours);
    for (const turn of copies) drawMarks(turn, taken, colours);
    drawNames(copies, taken, colours);
    canvas.drawn = { marks: targets.filter((one) => !one.line), arrows: targets.filter((one) => one.line), zoom: eye.k };
  }

  function drawLand(ratio, shift, colours) {
    const k = scale();
    context.setTransform(ratio * k, 0, 0, ratio * k, ratio * (eye.x + shift * k), ratio * eye.y);
    context.fillStyle = colours.land;
    context.fill(landPath, "evenodd");
    context.lineJoin = "round";
    if (eye.k >= DIVISIONS_FROM) stroke(divisionPath, colours.division, 0.8 / k);
    stroke(coastPath, colours.border, 0.6 / k);
    stroke(borderPath, colours.border, 1.2 / k);
  }

  function stroke(path, colour, lineWidth) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.stroke(path);
  }

  function drawArrows(shift, colours) {
    for (const arrow of arrows) {
      const [[x, y], [u, v]] = [screen(arrow.from[0] + shift, arrow.from[1]), screen(arrow.to[0] + shift, arrow.to[1])];
      const length = Math.hypot(u - x, v - y);
      if (length < 12 || Math.max(x, u) < 0 || Math.min(x, u) > width || Math.max(y, v) < 0 || Math.min(y, v) > height) continue;
      const [mx, my] = [(x + u) / 2 - (v - y) * 0.12, (y + v) / 2 + (u - x) * 0.12];  // bent, so that both ways are seen
      const mine = arrow.ids.includes(chosen);
      context.strokeStyle = context.fillStyle = colours.quads[QUADS.indexOf(arrow.quad)];
      context.lineWidth = mine ? 4 : 2;
      context.setLineDash(arrow.done ? [] : [6, 5]);
      context.beginPath();
      context.moveTo(x, y);
      context.quadraticCurveTo(mx, my, u, v);
      context.stroke();
      context.setLineDash([]);
      const turn = Math.atan2(v - my, u - mx);
      const tip = 9;
      context.beginPath();
      context.moveTo(u - tip * Math.cos(turn), v - tip * Math.sin(turn));
      context.lineTo(u - 2.2 * tip * Math.cos(turn - 0.32), v - 2.2 * tip * Math.sin(turn - 0.32));
      context.lineTo(u - 2.2 * tip * Math.cos(turn + 0.32), v - 2.2 * tip * Math.sin(turn + 0.32));
      context.fill();
      const along = [];
      for (let t = 0.1; t < 0.95; t += 0.1) {
        along.push([(1 - t) ** 2 * x + 2 * t * (1 - t) * mx + t * t * u, (1 - t) ** 2 * y + 2 * t * (1 - t) * my + t * t * v]);
      }
      targets.push({ line: along, ids: arrow.ids, label: `${arrow.name}: ${count(arrow.ids.length, "event")}`, name: arrow.name });
    }
  }

  function membersOf(cluster) {
    if (!members.has(cluster)) members.set(cluster, index.getLeaves(cluster, Infinity).flatMap((leaf) => leaf.properties.ids));
    return members.get(cluster);
  }

  function drawMarks(turn, taken, colours) {
    const level = Math.max(0, Math.min(15, Math.floor(Math.log2(width * eye.k / 256))));
    for (const one of index.getClusters([-180, -85, 180, 85], level)) {
      const [x, y] = screen(...project(...one.geometry.coordinates).map((v, i) => (i ? v : v + turn * WORLD)));
      if (x < -40 || x > width + 40 || y < -40 || y > height + 40) continue;
      const { cluster, cluster_id: id, quads, wide, place } = one.properties;
      const total = quads.reduce((a, b) => a + b, 0);
      const ids = cluster ? membersOf(id) : one.properties.ids;
      const radius = total === 1 ? 7 : Math.min(30, 9 + 2.2 * Math.sqrt(total));
      context.globalAlpha = wide ? 0.65 : 1;
      if (total === 1) single(x, y, quads.findIndex((n) => n), radius, wide, colours);
      else ring(x, y, radius, quads, total, colours);
      context.globalAlpha = 1;
      if (ids.includes(chosen)) {
        context.lineWidth = 3;
        context.strokeStyle = colours.ink;
        context.beginPath();
        context.arc(x, y, radius + 3.5, 0, 2 * Math.PI);
        context.stroke();
      }
      const name = cluster ? `${count(one.properties.point_count, "place")}` : places[place].name;
      taken.push([x - radius - GAP, y - radius - GAP, x + radius + GAP, y + radius + GAP]);
      targets.push({ x, y, radius, ids, name, cluster: cluster ? id : null, at: one.geometry.coordinates,
                     label: total === 1 ? find.get(ids[0]).summary : `${name}: ${count(total, "event")}` });
    }
  }

  function single(x, y, quad, r, wide, colours) {
    context.beginPath();
    if (quad === 0) context.arc(x, y, r, 0, 2 * Math.PI);
    else if (quad === 1) context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else {
      const points = quad === 2 ? [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]] : [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]];
      points.forEach(([dx, dy], i) => (i ? context.lineTo(x + r * dx, y + r * dy) : context.moveTo(x + r * dx, y + r * dy)));
      context.closePath();
    }
    context.fillStyle = wide ? colours.paper : colours.quads[quad];
    context.fill();
    context.lineWidth = wide ? 2.5 : 1.2;
    context.strokeStyle = wide ? colours.quads[quad] : colours.paper;
    context.stroke();
  }

  function ring(x, y, r, quads, total, colours) {
    let from = -Math.PI / 2;
    context.beginPath();
    context.arc(x, y, r + 1, 0, 2 * Math.PI);
    context.fillStyle = colours.paper;
    context.fill();
    quads.forEach((n, i) => {
      if (!n) return;
      const to = from + 2 * Math.PI * n / total;
      context.beginPath();
      context.arc(x, y, r - 2.5, from, to);
      context.strokeStyle = colours.quads[i];
      context.lineWidth = 5;
      context.stroke();
      from = to;
    });
    context.fillStyle = colours.ink;
    context.font = `600 14px ${fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(total.toLocaleString("en"), x, y + 1);
  }

  function drawNames(copies, taken, colours) {
    const free = ([a, b, c, d]) => taken.every(([e, f, g, h]) => c < e || a > g || d < f || b > h);
    const write = (text, x, y, { align = "center", colour, font, halo = colours.land }) => {
      context.font = font;
      const w = context.measureText(text).width;
      const left = align === "center" ? x - w / 2 : x;
      const box = [left - 2, y - 10, left + w + 2, y + 10];
      if (box[2] < 0 || box[0] > width || box[3] < 0 || box[1] > height || !free(box)) return false;
      taken.push(box);
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = halo;
      context.strokeText(text, left, y);
      context.fillStyle = colour;
      context.fillText(text, left, y);
      return true;
    };
    for (const mark of targets.filter((one) => !one.line && one.cluster === null)) {
      write(mark.name, mark.x + mark.radius + GAP + 1, mark.y, { align: "left", colour: colours.ink, font: `600 14px ${fontFamily}` });
    }
    for (const turn of copies) {
      for (const one of countryNames) {
        const [x, y] = screen(one.x + turn * WORLD, one.y);
        context.font = `14px ${fontFamily}`;
        if (one.width * scale() < 0.7 * context.measureText(one.name).width || one.width * scale() > 6 * width) continue;
        write(one.name, x, y, { colour: colours.names, font: `italic 15px ${fontFamily}` });
      }
    }
    if (eye.k < TOWNS_FROM) return;
    const least = 4e7 / eye.k ** 1.7;
    for (const turn of copies) {
      for (const town of towns) {
        if (town.population < least) break;          // the largest come first
        const [x, y] = screen(town.x + turn * WORLD, town.y);
        if (x < 0 || x > width || y < 0 || y > height || !free([x - 2, y - 2, x + 2, y + 2])) continue;
        if (write(town.name, x + 6, y, { align: "left", colour: colours.names, font: `14px ${fontFamily}` })) {
          context.beginPath();
          context.arc(x, y, 2, 0, 2 * Math.PI);
          context.fillStyle = colours.names;
          context.fill();
        }
      }
    }
  }

  /** Shows all events, or the world where none has a place. */
  function fit() {
    const points = targetsOf(shown);
    if (!points.length) return to(zoomIdentity.translate(0, (height - width) / 2));
    const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
    const [west, east, north, south] = [xs, ys].flatMap((list) => [list.reduce((a, b) => Math.min(a, b)), list.reduce((a, b) => Math.max(a, b))]);
    const unit = width / WORLD;
    const k = Math.max(MIN_ZOOM, Math.min(400, (width - 140) / Math.max((east - west) * unit, 2), (height - 110) / Math.max((south - north) * unit, 2)));
    to(zoomIdentity.translate(width / 2 - k * unit * (west + east) / 2, height / 2 - k * unit * (north + south) / 2).scale(k));
  }

  function targetsOf(events) {
    const at = new Set();
    for (const event of events) {
      for (const id of [event.place, event.destination]) {
        if (isKnown(places[id]) && (places[id].kind !== "country" || id === event.place)) at.add(id);
      }
    }
    const own = [...at].filter((id) => places[id].kind !== "country");
    return (own.length ? own : [...at]).map((id) => project(places[id].lon, places[id].lat));
  }

  const behaviour = zoom().scaleExtent([MIN_ZOOM, MAX_ZOOM]).clickDistance(5)
    .on("zoom", ({ transform, sourceEvent }) => {
      eye = transform;
      if (sourceEvent) hideTip();
      redraw();
    });
  const box = select(canvas).call(behaviour).on("dblclick.zoom", null);
  const to = (transform) => box.call(behaviour.transform, transform);

  function hit(x, y) {
    const marks = targets.filter((one) => !one.line && Math.hypot(one.x - x, one.y - y) <= one.radius + 4);
    if (marks.length) return marks.at(-1);
    return targets.find((one) => one.line?.some(([u, v]) => Math.hypot(u - x, v - y) < 8)) ?? null;
  }

  canvas.addEventListener("click", (event) => {
    if (event.defaultPrevented) return;
    const found = hit(event.offsetX, event.offsetY);
    if (!found) return;
    const apart = found.cluster === null ? 0 : index.getClusterExpansionZoom(found.cluster);
    if (found.cluster !== null && apart <= 14) {
      const k = Math.min(MAX_ZOOM, 2 ** (apart + 0.3) * 256 / width);
      const [x, y] = project(...found.at);
      to(zoomIdentity.translate(width / 2 - k * x * width / WORLD, height / 2 - k * y * width / WORLD).scale(k));
    } else choose(found.ids, found.name);
  });
  canvas.addEventListener("pointermove", (event) => {
    const found = event.buttons ? null : hit(event.offsetX, event.offsetY);
    canvas.style.cursor = found ? "pointer" : "grab";
    if (found) showTip(found.label, event.pageX, event.pageY); else hideTip();
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (steps[event.key]) box.call(behaviour.translateBy, ...steps[event.key].map((pixels) => pixels / eye.k));
    else if (event.key === "+" || event.key === "=") box.call(behaviour.scaleBy, 1.6);
    else if (event.key === "-") box.call(behaviour.scaleBy, 1 / 1.6);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  new ResizeObserver(() => { if (resize()) fit(); else redraw(); }).observe(canvas.parentElement);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  resize();
  group();

  return {
    show(events) { shown = events; group(); fit(); redraw(); },
    select(id) { chosen = id; redraw(); },
    zoom(factor) { box.call(behaviour.scaleBy, factor); },
    fit,
    draw,
    /** The map as it is seen, as a PNG. */
    picture(credit) {
      draw();
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const pen = copy.getContext("2d");
      pen.drawImage(canvas, 0, 0);
      const ratio = canvas.width / width;
      pen.font = `${12 * ratio}px ${fontFamily}`;
      pen.fillStyle = style("--ink");
      pen.fillText(credit, 8 * ratio, copy.height - 8 * ratio);
      return new Promise((done) => copy.toBlob(done, "image/png"));
    },
  };
}
