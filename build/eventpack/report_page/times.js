// Events over time: how many in each day, week, month or year, and the course of those whose days are known.
const DAY = 86400000;
const MOST_ROWS = 200;
const ROW = 30;
const LABEL = 14;
const WIDEST = 31;           // days; an event whose date is less certain is not counted over time
const MARGIN = { left: 44, right: 16 };

const day = (text) => (text ? Date.parse(text + "T00:00:00Z") : null);
const isDated = (event) => event.earliest !== null && event.latest !== null;
const isUndated = (event) => event.earliest === null && event.latest === null;

/** The spans to count in: the shortest that gives at most some sixty of them. */
function spansOf(first, last) {
  const { utcDay, utcMonday, utcMonth, utcYear, utcFormat } = libraries;
  const days = (last - first) / DAY;
  const [interval, word, format, tick] = days <= 62 ? [utcDay, "day", "%-d %B %Y", "%-d %b"]
    : days <= 430 ? [utcMonday, "week", "week of %-d %B %Y", "%-d %b"]
    : days <= 1900 ? [utcMonth, "month", "%B %Y", "%b %Y"] : [utcYear, "year", "%Y", "%Y"];
  return { interval, word, name: utcFormat(format), tick: utcFormat(tick) };
}

function timeViews(histogramBox, timelineBox, { choose, range }) {
  const { axisBottom, axisLeft, max, scaleLinear, scaleUtc, select } = libraries;
  let [shown, chosen, days] = [[], null, [null, null]];
  const iso = (time) => new Date(time).toISOString().slice(0, 10);

  function drawHistogram() {
    histogramBox.replaceChildren();
    const known = shown.filter(isDated);
    const dated = known.filter((event) => day(event.latest) - day(event.earliest) <= WIDEST * DAY);
    byId("histogram-note").textContent = "";
    if (!dated.length) { histogramBox.append(make("p", { class: "quiet" }, "No event here has a known date.")); return; }
    const first = dated.reduce((a, event) => Math.min(a, day(event.earliest)), Infinity);
    const last = dated.reduce((a, event) => Math.max(a, day(event.latest)), -Infinity);
    const { interval, word, name, tick } = spansOf(first, last);
    const bins = new Map(interval.range(interval.floor(first), new Date(last + 1)).map((start) => [start.getTime(), [0, 0, 0, 0]]));
    let longer = known.length - dated.length;
    for (const event of dated) {
      const at = interval.floor(day(event.earliest)).getTime();
      if (at !== interval.floor(day(event.latest)).getTime()) { longer += 1; continue; }
      bins.get(at)[QUADS.indexOf(event.quad)] += 1;
    }
    const open = shown.length - known.length;
    byId("histogram-note").textContent = [
      `Events per ${word}. Select a bar to show that ${word} alone; select it again to show all.`,
      longer ? `${count(longer, "event")} that can have happened in more than one ${word} ${longer === 1 ? "is" : "are"} not counted.` : "",
      open ? `${count(open, "event")} without a known first or last day ${open === 1 ? "is" : "are"} not counted.` : "",
    ].filter(Boolean).join(" ");
    const [width, height] = [histogramBox.clientWidth, 150];
    const x = scaleUtc([interval.floor(first), interval.offset(interval.floor(last))], [MARGIN.left, width - MARGIN.right]);
    const y = scaleLinear([0, Math.max(1, max(bins.values(), (quads) => quads.reduce((a, b) => a + b, 0)))], [height - 26, 8]).nice(4);
    const svg = select(histogramBox).append("svg").attr("width", width).attr("height", height).attr("role", "group")
      .attr("aria-label", `Events per ${word}`);
    const ticks = y.ticks(4).filter(Number.isInteger);
    svg.append("g").attr("class", "axis").attr("transform", `translate(${MARGIN.left},0)`).call(axisLeft(y).tickValues(ticks).tickFormat((n) => n))
      .selectAll(".tick line").clone().attr("class", "grid").attr("x2", width - MARGIN.left - MARGIN.right);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - 26})`)
      .call(axisBottom(x).ticks(Math.max(2, Math.floor(width / 110))).tickFormat(tick).tickSizeOuter(0));
    for (const [start, quads] of bins) {
      const total = quads.reduce((a, b) => a + b, 0);
      if (!total) continue;
      const end = interval.offset(new Date(start)).getTime();
      const [from, to] = [iso(start), iso(end - DAY)];
      const pressed = days[0] === from && days[1] === to;
      const bar = svg.append("g").attr("class", "bar").attr("role", "button").attr("tabindex", 0).attr("aria-pressed", String(pressed))
        .attr("data-from", from).attr("aria-label", `${name(new Date(start))}: ${count(total, "event")}`);
      let base = 0;
      quads.forEach((n, i) => {
        if (!n) return;
        bar.append("rect").attr("class", QUADS[i]).attr("x", x(start) + 0.5).attr("width", Math.max(1.5, x(end) - x(start) - 1))
          .attr("y", y(base + n)).attr("height", y(base) - y(base + n));
        base += n;
      });
      const press = () => range(...(pressed ? ["", ""] : [from, to]));
      bar.on("click", press).on("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); }
      });
      hint(bar.node(), () => `${name(new Date(start))}: ${count(total, "event")}`);
    }
  }

  function drawTimeline() {
    timelineBox.replaceChildren();
    const dated = shown.filter(isDated).sort((a, b) => (a.earliest < b.earliest ? -1 : a.earliest > b.earliest ? 1 : a.latest < b.latest ? -1 : 1));
    const rows = dated.slice(0, MOST_ROWS);
    byId("timeline-note").textContent = dated.length > rows.length
      ? `The first ${MOST_ROWS} of ${count(dated.length, "dated event")}; filter to see others.` : "";
    listApart("open-ended", "open-ended-list", shown.filter((event) => !isDated(event) && !isUndated(event)),
      (n) => `${count(n, "event")} with only a first or a last day known`);
    listApart("undated", "undated-list", shown.filter(isUndated), (n) => `${count(n, "event")} without a date`);
    if (!rows.length) { timelineBox.append(make("p", { class: "quiet" }, "No event here has a known date.")); return; }
    const [width, height] = [timelineBox.clientWidth, 30 + ROW * rows.length];
    const first = day(rows[0].earliest);
    const last = rows.reduce((a, event) => Math.max(a, day(event.latest)), -Infinity) + DAY;
    const x = scaleUtc([first, last], [MARGIN.right, width - MARGIN.right]);
    const svg = select(timelineBox).append("svg").attr("width", width).attr("height", height).attr("aria-hidden", "true");
    svg.append("g").attr("class", "axis").attr("transform", "translate(0,26)")
      .call((group) => axisTop(group, x, width, height));
    rows.forEach((event, i) => {
      const y = 30 + ROW * i + ROW / 2;
      const [from, to] = [x(day(event.earliest)), x(day(event.latest) + DAY)];
      const row = svg.append("g").attr("class", `row ${event.quad}`).attr("data-event", event.id)
        .classed("chosen", event.id === chosen);
      row.append("rect").attr("class", "back").attr("x", 0).attr("width", width).attr("y", y - ROW / 2).attr("height", ROW);
      const middle = (from + to) / 2;
      const right = width - (event.earliest === event.latest ? middle + 10 : Math.max(from + 4, to) + 5) - 4;
      const left = (event.earliest === event.latest ? middle - 10 : from - 4) - 4;
      const inside = Math.max(left, right) < 160;
      if (event.earliest === event.latest) row.append("path").attr("class", "mark").attr("d", `M${middle},${y - 7}l7,7l-7,7l-7,-7z`);
      else {
        row.append("rect").attr("class", "mark").attr("x", from).attr("width", Math.max(4, to - from)).attr("y", inside ? y + 9 : y - 4)
          .attr("height", inside ? 4 : 8).attr("rx", inside ? 2 : 4);
      }
      const [before, after] = event.earliest === event.latest ? [middle - 10, middle + 10] : [from - 4, Math.max(from + 4, to) + 5];
      const text = row.append("text").attr("y", y + LABEL / 3).text(event.summary);
      const room = right >= left || right > 320 ? right : left;
      shorten(text.node(), event.summary, inside ? width - 16 : room);
      if (inside) text.attr("x", 8).attr("class", "over");
      else if (room === right) text.attr("x", after);
      else text.attr("x", before).attr("text-anchor", "end");
      row.on("click", () => choose(event.id));
      hint(row.node(), () => `${event.summary} (${event.when})`);
    });
  }

  function axisTop(group, x, width, height) {
    group.call(libraries.axisBottom(x).ticks(Math.max(2, Math.floor(width / 110))).tickSizeOuter(0));
    group.selectAll(".tick text").attr("y", -18);
    group.selectAll(".tick line").attr("class", "grid").attr("y2", height - 26);
    group.select(".domain").remove();
  }

  /** Words as many as there is room for. */
  function shorten(node, text, room) {
    let words = text.split(" ");
    while (words.length > 1 && node.getComputedTextLength() > room) {
      words = words.slice(0, Math.min(words.length - 1, Math.ceil(words.length * room / node.getComputedTextLength())));
      node.textContent = words.join(" ") + " …";
    }
  }

  function listApart(box, list, events, title) {
    byId(box).hidden = !events.length;
    byId(box).querySelector("summary").textContent = title(events.length);
    byId(list).replaceChildren(...events.slice(0, MOST_ROWS).map((event) => {
      const button = make("button", { type: "button", class: "plain" }, event.summary);
      button.addEventListener("click", () => choose(event.id));
      return make("li", {}, button, event.when ? make("span", { class: "quiet" }, ` ${event.when}`) : null);
    }), ...(events.length > MOST_ROWS ? [make("li", { class: "quiet" }, `and ${count(events.length - MOST_ROWS, "other")}; filter to see them`)] : []));
  }

  let seen = timelineBox.clientWidth;
  const draw = () => { drawHistogram(); drawTimeline(); };
  new ResizeObserver(() => {
    if (timelineBox.clientWidth !== seen) { seen = timelineBox.clientWidth; draw(); }
  }).observe(timelineBox);

  return {
    show(events, from, to) { [shown, days] = [events, [from, to]]; draw(); },
    select(id) {
      chosen = id;
      for (const row of timelineBox.querySelectorAll(".row")) row.classList.toggle("chosen", row.dataset.event === id);
    },
  };
}
