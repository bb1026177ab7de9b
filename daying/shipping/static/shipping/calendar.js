// The plan as a calendar; a planned shipment dragged to another day is planned for it, if the server agrees.
(() => {
  const place = document.getElementById("plan-calendar");
  const isNarrow = window.matchMedia("(max-width: 640px)").matches;
  const say = (value) => document.dispatchEvent(new CustomEvent("say", { detail: { value, kind: "error" } }));

  const move = async (info) => {
    const answer = await fetch(place.dataset.move, {
      method: "POST",
      body: new URLSearchParams({ id: info.event.id, to: info.event.startStr.slice(0, 10) }),
      headers: { "X-CSRFToken": place.dataset.token },
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (answer?.ok) return;
    info.revert();
    say(told?.said || document.getElementById("toasts").dataset.failed);
  };

  const calendar = new window.FullCalendar.Calendar(place, {
    initialView: isNarrow ? "listWeek" : "dayGridMonth",
    initialDate: place.dataset.on,
    locale: place.dataset.locale,
    firstDay: 1,
    height: "auto",
    displayEventTime: false,
    allDayText: "",
    dayMaxEvents: isNarrow ? false : 6,
    editable: true,
    eventDurationEditable: false,
    headerToolbar: { start: "prev,next today", center: "title", end: isNarrow ? "listWeek,dayGridMonth" : "dayGridMonth,dayGridWeek,listWeek" },
    events: { url: place.dataset.feed, failure: () => say(document.getElementById("toasts").dataset.failed) },
    eventDrop: move,
  });
  calendar.render();
})();
