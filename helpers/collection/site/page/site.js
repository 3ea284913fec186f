// What no style sheet can do: names for the parts beside a page and for the search, sideways scrolling by keyboard, and the search in the table of agencies. Nothing asks the network.
(function () {
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "The whole collection");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  document.getElementById("search-results")?.insertAdjacentHTML("beforebegin", "<h1>Search</h1>");  // Furo's page has no title

  // A part that scrolls sideways can be reached by keyboard, and only then: a page of code has hundreds of parts that do not.
  const parts = () => document.querySelectorAll(".highlight pre, .output pre, .output, .table-wrapper, .plates-table");
  function reach() {
    for (const part of parts()) {
      if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }
  window.addEventListener("resize", reach);
  window.addEventListener("load", reach);
  reach();

  const table = document.getElementById("agencies"), box = document.getElementById("find");
  if (!table || !box) return;
  // Words, each after a blank: a search begins with one, since ICE is no part of Police.
  const plain = text => " " + text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f’'.]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ");
  const rows = [...table.tBodies[0].rows].map(row => ({ row, says: plain(row.cells[0].innerText + " " + row.cells[1].innerText) }));
  const filters = [...document.querySelectorAll(".plates-find select")], found = document.getElementById("found");
  function show() {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, says } of rows) {
      const fits = words.every(word => says.includes(" " + word)) && filters.every(one => !one.value || row.dataset[one.dataset.by] === one.value);
      row.hidden = !fits;
      count += fits;
    }
    found.textContent = count === rows.length ? `${count} names` : count
      ? `${count} of ${rows.length} names`
      : "No name in these reports. That does not show that no such agency shares: these are the reports of two agencies.";
  }
  box.value = new URLSearchParams(location.search).get("find") || "";
  box.form.hidden = false;
  box.form.addEventListener("submit", event => event.preventDefault());
  box.form.addEventListener("input", show);
  show();
})();
