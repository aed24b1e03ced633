// Light or dark as the reader's system is, settled before the first paint, until the reader chooses.
const page = document.documentElement;
if (!page.dataset.mode) {
  page.dataset.mode = "auto";
  page.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
