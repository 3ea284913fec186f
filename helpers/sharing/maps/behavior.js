/* The page of a map: the switches, the filters and the chosen entry decide what is drawn, listed, counted and described.
   Names are put into the page as text, never as markup. `map` is Leaflet's, `data` what map_page.py wrote. */
function plates(map, data) {
  "use strict";
  const $ = id => document.getElementById(id);
  const make = (tag, text, parent) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text;
    if (parent) parent.appendChild(e); return e; };
  // Entries come as rows of cells; texts that repeat, as their numbers in a list.
  const entries = ({ plain, coded, words, rows }) => rows.map(row => { const p = {};
    plain.forEach((column, n) => { p[column] = row[n]; });
    coded.forEach((column, n) => { const cell = row[plain.length + n];
      p[column] = Array.isArray(cell) ? cell.map(word => words[word]).join(" | ") : words[cell]; });
    return p; });
  const dot = p => ({ type: "Feature", properties: p, geometry: { type: "Point", coordinates: [p.lon, p.lat] } });
  data.dots = entries(data.dots).map(dot); data.anchors = entries(data.anchors).map(dot); data.absent = entries(data.absent);
  const symbols = data.symbols, chosen = {}, hidden = { group: new Set(), level: new Set() };
  const ids = [...data.dots, ...data.anchors].map(f => f.properties.id);
  const byId = new Map([...data.dots, ...data.anchors].map(f => [f.properties.id, f]));
  [...data.lines, ...data.flows].forEach(({ properties: p }) => { p.start = ids[p.start]; p.end = ids[p.end]; p.permissions ||= 1; });
  // Lines of a large list are pairs of places among the dots, four bytes each; those of the chosen dot become lines.
  const numbers = text => new Uint32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
  data.pairs.forEach(part => { part.start = numbers(part.start); part.end = numbers(part.end); });
  const point = n => (data.dots[n] || data.anchors[n - data.dots.length]).geometry.coordinates;
  function linesOf(id) {
    const own = ids.indexOf(id), result = [];
    data.pairs.forEach(({ start, end, ...kind }) => start.forEach((from, n) => {
      if (from !== own && end[n] !== own) return;
      result.push({ type: "Feature", properties: { ...kind, start: ids[from], end: ids[end[n]] },
        geometry: { type: "LineString", coordinates: arc(point(from), point(end[n])) } }); }));
    return result;
  }
  function arc(one, other) {  // a great circle, which runs on past 180 degrees, as layers.arc draws it
    const to = Math.PI / 180, steps = 17, on = ([x, y]) => [Math.cos(y * to) * Math.cos(x * to), Math.cos(y * to) * Math.sin(x * to), Math.sin(y * to)];
    const a = on(one), b = on(other), angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
    const line = [one];
    for (let n = 1; n <= steps; n++) {
      const s = Math.sin((1 - n / steps) * angle) / Math.sin(angle), t = Math.sin(n / steps * angle) / Math.sin(angle);
      const p = a.map((part, axis) => s * part + t * b[axis]);
      const at = n === steps || !(angle > 1e-6) ? [...other] : [Math.atan2(p[1], p[0]) / to, Math.asin(Math.max(-1, Math.min(1, p[2]))) / to];
      const before = line[line.length - 1][0];
      at[0] += 360 * Math.round((before - at[0]) / 360);
      line.push(at);
    }
    return line;
  }
  // Words, each after a blank: a search begins with one, since ICE is no part of Police.
  const plain = text => (" " + text).toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f’'.]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ");
  let wanted = "", selected = null, markers = new Map(), many = false;

  // --- how a dot is drawn: shapes and arrowheads, in pixels, on Leaflet's canvas
  const circle = L.Canvas.prototype._updateCircle, poly = L.Canvas.prototype._updatePoly;
  const outline = { square: [[-1, -1], [1, -1], [1, 1], [-1, 1]], diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    triangle: [[0, -1.1], [1.1, 0.9], [-1.1, 0.9]],
    star: Array.from({ length: 10 }, (_, n) => [Math.sin(n * Math.PI / 5), -Math.cos(n * Math.PI / 5)].map(x => x * (n % 2 ? 0.5 : 1.2))) };
  L.Canvas.include({
    _updateCircle(layer) {
      const corners = outline[layer.options.shape];
      if (!corners) return circle.call(this, layer);
      if (!this._drawing || layer._empty()) return;
      const p = layer._point, r = layer._radius, ctx = this._ctx;
      ctx.beginPath();
      corners.forEach(([x, y], n) => ctx[n ? "lineTo" : "moveTo"](p.x + x * r, p.y + y * r));
      ctx.closePath();
      this._fillStroke(ctx, layer);
    },
    _updatePoly(layer, closed) {
      poly.call(this, layer, closed);
      if (!layer.options.arrow || !this._drawing || !layer._parts.length) return;
      const part = layer._parts[0], ctx = this._ctx, size = layer.options.arrow;
      let long = 0;
      const steps = part.slice(1).map((p, n) => { const d = p.distanceTo(part[n]); long += d; return d; });
      if (long < 3 * size) return;
      let left = 0.62 * long, n = 0;
      while (n < steps.length - 1 && left > steps[n]) left -= steps[n++];
      const a = part[n], b = part[n + 1], turn = Math.atan2(b.y - a.y, b.x - a.x), share = steps[n] ? left / steps[n] : 0;
      const tip = [a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share];
      ctx.save();
      ctx.globalAlpha = Math.min(1, layer.options.opacity + 0.3);
      ctx.fillStyle = layer.options.color;
      ctx.translate(...tip);
      ctx.rotate(turn);
      ctx.beginPath();
      ctx.moveTo(size, 0); ctx.lineTo(-size * 0.7, size * 0.62); ctx.lineTo(-size * 0.7, -size * 0.62);
      ctx.closePath(); ctx.fill(); ctx.restore();
    },
  });
  // --- colors: the properties of the style sheet, which has others for a dark screen
  const sheet = getComputedStyle(document.documentElement), dark = matchMedia("screen and (prefers-color-scheme: dark)");
  let tints = {};
  const tint = name => tints[name] ||= sheet.getPropertyValue("--" + name).trim();
  const ground = () => data.base.setStyle({ color: tint("border"), fillColor: tint("land") });
  const recolor = colors => { tints = colors; ground(); restyle(); };
  dark.addEventListener("change", () => recolor({}));
  const print = (colors, zoom) => { recolor(colors); map.getPane("mapPane").style.zoom = zoom;
    map.getRenderer(points.getLayers()[0])._redraw(); };  // at once: a printer does not wait for a frame
  window.addEventListener("beforeprint", () => print({ ...data.day }, Math.min(1, 700 / map.getSize().x)));  // pixels between a sheet's margins
  window.addEventListener("afterprint", () => print({}, ""));

  const dotStyle = p => { const symbol = symbols[p.group], ring = symbol.shape === "ring", on = p.id === selected;
    return { shape: symbol.shape, radius: symbol.radius * (on ? 1.5 : 1) * (data.sized ? Math.min(4, Math.max(0.6, Math.sqrt(p.permissions) / 4)) : 1),
      color: tint(on && !ring ? "ink" : ring ? symbol.color : symbol.shape === "star" ? "ground" : "edge"), weight: on ? 3 : ring ? 2 : 1, fill: true, fillColor: tint(ring ? "ground" : symbol.color), fillOpacity: 0.95 }; };
  const touches = p => selected !== null && (p.start === selected || p.end === selected || p.id === selected);
  const lineStyle = p => { const symbol = symbols[p.group], on = touches(p) && !anchor(selected), dim = selected !== null && !on && !anchor(selected);
    return { color: tint(symbol.line), dashArray: symbol.dash.join(" "), fill: false, interactive: false, arrow: on ? 8 : many ? 4 : 5,
      weight: on ? 3 : data.sized || p.permissions > 1 ? Math.min(7, 1 + Math.log2(1 + p.permissions) / 1.6) : 1.2, opacity: on ? 1 : dim ? 0.15 : 0.55 }; };
  const anchor = id => data.anchors.some(f => f.properties.id === id);
  const points = L.geoJSON(null, { pointToLayer: (f, at) => new L.CircleMarker(at, dotStyle(f.properties)),
    onEachFeature: (f, marker) => { markers.set(f.properties.id, marker); marker.bindTooltip(() => words(f.properties, BRIEF));
      marker.on("click", event => { L.DomEvent.stopPropagation(event); choose(f.properties.id, true); }); } });
  const lines = L.geoJSON(null, { style: f => lineStyle(f.properties) });

  // --- which entries the switches and filters leave
  const switched = p => Object.entries(chosen).every(([column, value]) => !p[column] || p[column] === value);
  const kept = p => !hidden.group.has(p.group) && !hidden.level.has(p.level || "") &&
    (!wanted || plain(p.name + " " + p.says).includes(wanted));
  const now = () => { const all = data.dots.filter(f => switched(f.properties)); return { all, shown: all.filter(f => kept(f.properties)) }; };

  function draw() {
    const { all, shown } = now();
    paint(shown); count(all); list(shown); absent();
    return shown;
  }
  function paint(shown) {
    const left = new Set([...shown, ...data.anchors].map(f => f.properties.id));
    if (selected !== null && !left.has(selected)) selected = null;
    markers = new Map();
    lines.clearLayers(); points.clearLayers();
    let source = data.lines;
    if (data.selects) source = selected !== null && !anchor(selected) ? linesOf(selected) : data.flows;
    const about = source.filter(f => switched(f.properties));
    many = about.length > 1500;
    lines.addData(about.filter(f => left.has(f.properties.start) && left.has(f.properties.end)));
    const far = data.selects ? new Set(about.flatMap(f => [f.properties.start, f.properties.end])) : left;
    points.addData(!data.selects ? shown : selected === null ? [] : shown.filter(f => far.has(f.properties.id)));
    points.addData(data.anchors.filter(f => !data.selects || selected === null || anchor(selected)));
  }
  function restyle() {
    lines.eachLayer(l => l.setStyle(lineStyle(l.feature.properties)));
    points.eachLayer(l => { const s = dotStyle(l.feature.properties); l.setRadius(s.radius); l.setStyle(s); });
  }

  // --- words
  const BRIEF = 90;  // characters of a line on a label; beside the map the chosen entry is in full
  const brief = (line, most) => line.length <= most ? line : line.slice(0, Math.max(line.lastIndexOf(" ", most), most / 2)) + " …";
  function words(p, most = Infinity) {
    const box = make("div");
    make("b", brief(p.name, most), box);
    p.says.split(" | ").filter(Boolean).slice(0, most === Infinity ? most : 8).forEach(line =>
      make("div", brief(line, most), box));
    return box;
  }
  function describe(id) {
    const box = $("detail"); box.replaceChildren();
    const f = byId.get(id);
    if (!f) { make("p", data.ask, box); return; }
    box.appendChild(words(f.properties));
    const link = (text, address) => { make("a", text, make("div", undefined, box)).href = address; };
    f.properties.rows.split(" ").filter(Boolean).forEach(row => link("Its line on the page (" + row + ")", rowPage(row)));
    f.properties.sources.split(" ").filter(Boolean).forEach(address => link(address, address));
    box.scrollTop = 0;
  }
  const rowPage = row => { const at = row.lastIndexOf("-r"); return data.row_pages + row.slice(0, at) + ".html#" + row; };
  function choose(id, pan) {
    const before = selected;
    selected = id;
    if (data.selects && before !== id) paint(now().shown); else restyle();  // the list stays: its focus must not be lost
    describe(id);
    document.querySelectorAll("#agencies button").forEach(b => b.setAttribute("aria-pressed", String(b.dataset.id === id)));
    const marker = markers.get(id);
    if (id === null) markers.forEach(other => other.closeTooltip());
    if (marker) marker.bringToFront();
    if (marker && pan && !map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng(), { animate: false });
  }
  const MOST = 400;
  function list(shown) {
    const box = $("agencies"); box.replaceChildren();
    const all = data.dots.filter(f => switched(f.properties)).length;
    $("found").textContent = (shown.length === all ? all : shown.length + " of " + all) + " " + data.noun + " on the map";
    shown.slice(0, MOST).forEach(f => {
      const p = f.properties, button = make("button", undefined, make("li", undefined, box));
      button.type = "button"; button.dataset.id = p.id; button.setAttribute("aria-pressed", String(p.id === selected));
      make("span", p.name, button); make("small", p.says.split(" | ")[0], button);
      const show = () => { markers.forEach(other => other.closeTooltip()); const marker = markers.get(p.id); if (marker) marker.openTooltip(); };
      const hide = () => { const marker = markers.get(p.id); if (marker) marker.closeTooltip(); };
      button.addEventListener("focus", () => { choose(p.id, true); show(); });
      button.addEventListener("click", () => { choose(p.id, true); show(); $("detail").focus(); });
      button.addEventListener("mouseenter", show); button.addEventListener("mouseleave", hide); button.addEventListener("blur", hide);
    });
    if (shown.length > MOST) make("li", (shown.length - MOST) + " more: search for a part of the name.", box);
  }
  function count(all) {
    const tally = (column, value) => all.filter(f => (f.properties[column] || "") === value).length;
    document.querySelectorAll("[data-tally]").forEach(e => {
      const [column, value] = e.dataset.tally.split("=");
      e.textContent = tally(column, value);
      const without = data.absent.filter(a => switched(a) && (a[column] || "") === value).length;
      if (without && !data.sized) e.textContent += " on the map, " + without + " not";
      if (column === "level") e.closest("li").hidden = !tally(column, value) && !without;
    });
  }
  function absent() {
    const box = $("absent"), all = data.absent.filter(switched), shown = all.filter(kept);
    const size = part => data.sized ? part.reduce((sum, a) => sum + a.permissions, 0) : part.length;
    box.replaceChildren();
    $("not-on-map").textContent = (shown.length === all.length ? size(all) : size(shown) + " of " + size(all)) +
      (data.sized ? " entries" : "") + " not on the map";
    const reasons = new Map();
    shown.forEach(a => reasons.has(a.absent) ? reasons.get(a.absent).push(a) : reasons.set(a.absent, [a]));
    reasons.forEach((part, reason) => {
      const more = make("details", undefined, box);
      make("summary", reason + ": " + size(part), more);
      const names = make("ul", undefined, more);
      part.slice(0, MOST).forEach(a => { const li = make("li", a.name + " ", names);
        if (a.rows) make("a", "its line", li).href = rowPage(a.rows.split(" ")[0]);
        make("small", a.says.split(" | ").slice(1).join("; "), li); });
      if (part.length > MOST) make("li", (part.length - MOST) + " more, in the table behind the map.", names);
    });
  }

  // --- controls
  document.querySelectorAll("input[data-switch]").forEach(input => {
    if (input.checked) chosen[input.dataset.switch] = input.value;
    input.addEventListener("change", () => { chosen[input.dataset.switch] = input.value; draw(); describe(selected); });
  });
  document.querySelectorAll("input[data-filter]").forEach(input => input.addEventListener("change", () => {
    hidden[input.dataset.filter][input.checked ? "delete" : "add"](input.value); draw(); describe(selected); }));
  $("search").addEventListener("input", event => { wanted = plain(event.target.value).trimEnd(); draw(); describe(selected); });
  let streets = null;
  $("streets").addEventListener("change", event => {
    if (!streets) streets = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png",
      { maxZoom: 18, attribution: "© OpenStreetMap contributors" });
    if (event.target.checked) { map.addControl(credit); streets.addTo(map); }
    else { streets.remove(); credit.remove(); }
    data.base.setStyle({ fillOpacity: event.target.checked ? 0 : 1 });
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape") choose(null); });
  map.on("click", () => choose(null));
  const credit = L.control.attribution({ prefix: false });

  map.getContainer().setAttribute("role", "main");
  map.getContainer().setAttribute("aria-label", document.title + ". The list beside the map says the same in words.");
  map.invalidateSize({ animate: false });
  ground();
  const first = draw();
  map.options.zoomSnap = 0.25;  // whole steps leave half the frame empty
  const around = L.geoJSON([...first, ...data.anchors]);
  map.fitBounds(first.length > 1 ? around.getBounds() : [[25, -125], [49, -67]], { animate: false, padding: [20, 20] });
  lines.addTo(map); points.addTo(map);
  describe(null);
  const onMap = l => map.hasLayer(l) && (l._parts ? l._parts.length > 0 : !!l._point);
  const drawn = layer => layer.getLayers().filter(onMap).length;
  return { get points() { return drawn(points); }, get lines() { return drawn(lines); }, choose,
    place(id) { const at = map.latLngToContainerPoint(markers.get(id).getLatLng()), box = map.getContainer().getBoundingClientRect();
      return [box.x + at.x, box.y + at.y]; } };
}
