// The board: cards dragged by mouse, or moved from their menu by keyboard. The server decides; the board is read anew.
(() => {
  const board = document.getElementById("board");
  const ways = JSON.parse(document.getElementById("ways").textContent);
  const say = (value, kind = "error") => document.dispatchEvent(new CustomEvent("say", { detail: { value, kind } }));

  const again = () =>
    window.htmx.ajax("GET", board.dataset.here + window.location.search, { target: "#board", swap: "innerHTML" });

  const send = async (given) => {
    const answer = await fetch(board.dataset.move, {
      method: "POST",
      body: new URLSearchParams(given),
      headers: { "X-CSRFToken": board.dataset.token },
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (!told) say(document.getElementById("toasts").dataset.failed);
    else if (told.said) say(told.said);
    else if (told.ask) await window.htmx.ajax("GET", told.ask, { target: "#dialog", swap: "innerHTML" });
    again();
  };

  const reach = (from) => {
    board.querySelectorAll("[data-lane]").forEach((lane) => {
      const here = lane.dataset.lane === from;
      lane.closest(".lane").classList.toggle("is-closed", from !== "" && !here && !(ways[from] ?? []).includes(lane.dataset.lane));
    });
  };

  const ready = () => {
    board.querySelectorAll("[data-lane]").forEach((lane) => {
      window.Sortable.create(lane, {
        group: "board",
        sort: false,
        animation: 120,
        delay: 150,
        delayOnTouchOnly: true,
        filter: "button, .dropdown-menu",
        preventOnFilter: false,
        ghostClass: "is-ghost",
        onStart: (event) => reach(event.from.dataset.lane),
        onEnd: (event) => {
          reach("");
          if (event.from !== event.to) send({ id: event.item.dataset.id, to: event.to.dataset.lane });
        },
      });
    });
  };

  board.addEventListener("click", (event) => {
    const step = event.target.closest("[data-verb]");
    if (step) send({ id: step.dataset.id, verb: step.dataset.verb });
  });
  // Arrow keys walk over the cards.
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".tile");
    if (!card || event.target.closest(".dropdown-menu") || !event.key.startsWith("Arrow")) return;
    const lane = card.closest(".lane");
    const beside = { ArrowLeft: lane.previousElementSibling, ArrowRight: lane.nextElementSibling }[event.key];
    const next = { ArrowUp: card.previousElementSibling, ArrowDown: card.nextElementSibling }[event.key] ?? beside?.querySelector(".tile");
    const link = next?.querySelector(".tile-name");
    if (!link) return;
    event.preventDefault();
    link.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => event.target.id === "board" && ready());
  ready();
})();
