// The script of the report page. It needs no network and no library, and writes names as text only.
// `startReport(root)` is for pages that put a report into themselves; a report starts itself.
(() => {
  const COLUMNS = ["step", "operator", "type", "input", "output", "other", "total", "name"];

  const bytesText = (bytes) => bytes.toLocaleString("en");

  /** Why a buffer is in memory in a step. */
  function reasonOf({ role, written, reads, start, end }, step, steps) {
    const last = end === step + 1 ? ", for the last time" : "";
    if (role === "scratch") return "scratch: this operator works in it";
    if (written === step) return "output: this operator writes it";
    if (reads.includes(step)) return `input: this operator reads it${last}`;
    const next = reads.find((read) => read > step);
    if (next !== undefined) return `must stay: step ${next} (${steps[next].type}) reads it`;
    if (role === "output") return "must stay: the caller reads it, or it is state";
    return written > step || start === step ? "is there from the start" : "is kept by the planner";
  }

  /** What a step needs, as a sum. */
  function needText({ type, operator, input, output, other, total }) {
    const shared = input + output + other - total;
    return `${type} #${operator}: ${bytesText(total)} bytes = input ${bytesText(input)} ` +
      `+ output ${bytesText(output)} + other ${bytesText(other)}` +
      (shared > 0 ? ` - shared ${bytesText(shared)}` : "");
  }

  function cell(row, text, className) {
    const made = row.insertCell();
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /** A group of a chart that spans its plot, and where steps are in it: left edge and width. */
  function columnsOfProfile(svg) {
    const groups = svg.querySelectorAll('g[data-mark="rect"]');
    const group = groups[groups.length - 1];
    return {
      group,
      columnOf(step) {
        const column = group?.children[step];
        return column && [Number(column.getAttribute("x")), Number(column.getAttribute("width"))];
      },
    };
  }

  function columnsOfArena(svg, { start, end } = {}) {
    const group = svg.querySelector('g[data-mark="rect"]');
    const first = group?.querySelector("rect");
    if (!first || start === undefined) return { columnOf: () => undefined };
    const width = Number(first.getAttribute("width")) / (end - start);
    const left = Number(first.getAttribute("x")) - start * width;
    return { group, columnOf: (step) => [left + step * width, width] };
  }

  /** A cursor over a chart, beside the picture: moving it does not draw thousands of marks again. */
  function cursorIn(svg, { group, columnOf }) {
    const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
    const cursor = document.createElement("div");
    cursor.className = "cursor";
    const plot = (group ?? svg).getBBox();
    cursor.style.top = `${100 * plot.y / height}%`;
    cursor.style.height = `${100 * plot.height / height}%`;
    svg.after(cursor);
    return (step) => {
      const [left, wide] = columnOf(step) ?? [];
      cursor.hidden = left === undefined;
      cursor.style.left = `${100 * left / width}%`;
      cursor.style.width = `max(2px, ${100 * wide / width}%)`;
    };
  }

  /** The boxes of a graph drawing, by the steps that they stand for. */
  function boxesIn(svg, choose) {
    const boxes = [];
    for (const box of svg.querySelectorAll("g")) {
      const text = box.querySelector(":scope > text")?.textContent ?? "";
      const [, from, to] = text.match(/^(\d+)(?:–(\d+): )?/) ?? [];
      if (from === undefined || !box.querySelector(":scope > rect")) continue;
      box.classList.add("box");
      box.addEventListener("click", () => choose(Number(from)));
      boxes.push({ box, from: Number(from), to: Number(to ?? from) });
    }
    let current;
    return (step) => {
      const found = boxes.find(({ from, to }) => from <= step && step <= to)?.box;
      if (found === current) return;
      current?.classList.remove("current");
      found?.classList.add("current");
      current = found;
    };
  }

  /** Everything that belongs to one side; gives back what shows a step. */
  function startSide(root, index, side, choose) {
    const part = (name) => root.querySelector(`[data-side="${index}"][data-part="${name}"]`);
    const [profile, arena, graph] = ["profile", "arena", "graph"]
      .map((name) => part(name).querySelector("svg"));
    graph.style.minWidth = `${graph.dataset.leastWidth}px`;
    const marks = [
      cursorIn(profile, columnsOfProfile(profile)),
      cursorIn(arena, columnsOfArena(arena, side.buffers[0])),
      boxesIn(graph, choose),
    ];
    const body = part("live").tBodies[0];
    return (step) => {
      const at = side.steps[step];
      for (const mark of marks) mark(step);
      part("now").textContent = at ? needText(at) : "This order has fewer steps.";
      body.replaceChildren();
      if (!at) return;
      const live = side.buffers.filter(({ start, end }) => start <= step && step < end)
        .sort((a, b) => a.offset - b.offset);
      for (const buffer of live) {
        const row = body.insertRow();
        cell(row, bytesText(buffer.offset), "number");
        cell(row, bytesText(buffer.bytes), "number");
        cell(row, buffer.name, "name");
        cell(row, reasonOf(buffer, step, side.steps));
      }
    };
  }

  /** The table of operators: one side at a time, searched and sorted. */
  function startTable(root, sides, choose) {
    const [table, search, which, count] = ["table", "search", "which", "count"]
      .map((name) => root.querySelector(`[data-operators="${name}"]`));
    const body = table.tBodies[0];
    let sorted = { column: "step", direction: 1 };
    let rowOf = new Map();

    function fill() {
      const wanted = search.value.toLowerCase();
      const { column, direction } = sorted;
      const rows = sides[Number(which.value)].steps.map((at, step) => ({ ...at, step }))
        .filter(({ type, name, operator }) =>
          `#${operator} ${type} ${name}`.toLowerCase().includes(wanted)
        )
        .sort((a, b) => {
          const [x, y] = [a[column], b[column]];
          return direction * (typeof x === "number" ? x - y : x < y ? -1 : x > y ? 1 : 0);
        });
      rowOf = new Map();
      body.replaceChildren(...rows.map((values) => {
        const row = document.createElement("tr");
        for (const name of COLUMNS) {
          const value = values[name];
          const made = cell(
            row,
            typeof value === "number" ? bytesText(value) : value,
            typeof value === "number" ? "number" : name === "name" ? "name" : "",
          );
          if (name !== "step") continue;
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = made.textContent;
          button.setAttribute("aria-label", `show step ${value}`);
          button.addEventListener("click", () => choose(value));
          made.replaceChildren(button);
        }
        rowOf.set(values.step, row);
        return row;
      }));
      count.textContent = `${rows.length} of ${sides[Number(which.value)].steps.length} operators`;
    }

    for (const header of table.tHead.querySelectorAll("th")) {
      const { column } = header.dataset;
      header.querySelector("button").addEventListener("click", () => {
        const same = sorted.column === column;
        sorted = { column, direction: same ? -sorted.direction : 1 };
        for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", sorted.direction > 0 ? "ascending" : "descending");
        fill();
      });
    }
    search.addEventListener("input", fill);
    which.addEventListener("change", fill);
    fill();
    let current;
    return (step) => {
      current?.classList.remove("current");
      current = rowOf.get(step);
      current?.classList.add("current");
    };
  }

  globalThis.startReport = (root) => {
    const data = root.querySelector("script[data-report]");
    if (!data) return;
    const sides = JSON.parse(data.textContent);
    const [slider, said] = ["slider", "said"]
      .map((name) => root.querySelector(`[data-step="${name}"]`));
    const views = sides.map((side, s) => startSide(root, s, side, choose));
    views.push(startTable(root, sides, choose));

    let drawn = -1;
    function draw() {
      const step = Number(slider.value);
      if (step === drawn) return;
      drawn = step;
      said.textContent = `${step} of 0 to ${slider.max}`;
      for (const view of views) view(step);
    }
    function choose(step) {
      slider.value = step;
      draw();
    }
    slider.addEventListener("input", () => requestAnimationFrame(draw));
    for (const button of root.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => {
        const { move } = button.dataset;
        choose(move === "peak" ? sides[0].peakStep : drawn + Number(move));
      });
    }
    choose(sides[0].peakStep);
  };
  globalThis.startReport(document);
})();
