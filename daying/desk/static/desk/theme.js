// Runs before the first paint: "as the system" is decided here, the person's own choice came from the server.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", () => {
    follow();
    root.dispatchEvent(new CustomEvent("theme"));
  });
})();
