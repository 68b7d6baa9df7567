(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("figures").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const print = matchMedia("print");
  const slots = [...document.querySelectorAll("[data-figure]")];
  const themed = (text, isDark) => isDark
    ? Object.entries(data.dark).reduce((out, [light, other]) => out.replaceAll(light, other), text) : text;
  let printing = false;
  function draw(slot) {
    const narrow = !printing && slot.clientWidth < 560;
    const text = data.figures[slot.dataset.figure][narrow ? "narrow" : "wide"];
    const figure = JSON.parse(themed(text, dark.matches && !printing));
    Plotly.react(slot, figure.data, figure.layout, {displayModeBar: false, responsive: true, scrollZoom: false});
  }
  const drawAll = () => slots.forEach(draw);
  drawAll();
  dark.addEventListener("change", drawAll);
  const paper = (on) => { printing = on; drawAll(); };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
  print.addEventListener("change", (event) => paper(event.matches));
  let width = innerWidth;
  addEventListener("resize", () => {
    if ((width < 620) !== (innerWidth < 620)) drawAll();
    width = innerWidth;
  });
  for (const button of document.querySelectorAll("[data-show]")) {
    button.addEventListener("click", () => {
      const slot = document.getElementById(button.dataset.slot);
      slot.dataset.figure = button.dataset.show;
      slot.setAttribute("aria-label", button.dataset.words);
      for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
      draw(slot);
    });
  }
  for (const head of document.querySelectorAll("table.sortable th")) {
    const button = head.firstElementChild;
    button.addEventListener("click", () => {
      const body = head.closest("table").tBodies[0];
      const column = head.cellIndex;
      const number = head.classList.contains("n");
      const up = head.getAttribute("aria-sort") === (number ? "descending" : "ascending");
      const sign = number === up ? 1 : -1;
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...body.rows].sort((a, b) => sign * (number
        ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b))));
      for (const one of head.parentElement.cells) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      body.append(...rows);
    });
  }
})();
