// Shows a draft by its token, and again whenever it changes, at the place where one was reading.

import { h } from "./elements.js";
import { page } from "./pages.js";
import { isKnown, snippet } from "./snippets.js";

const OFTEN = 1500; // milliseconds, while somebody writes
const SELDOM = 10000; // when nothing has changed for a while
const QUIET_AFTER = 40; // looks without a change

const asked = new URLSearchParams(location.search);
const secret = asked.has("token") ? "token" : "review";
const token = asked.get(secret) || "";
const api = document.querySelector('meta[name="estuary-api"]').content;
const place = document.getElementById("page");
const ribbon = document.getElementById("ribbon");
const scrollKey = `estuary.preview.${token.slice(0, 24)}`;

let version = null;
let looksWithoutChange = 0;

async function look() {
  const query = new URLSearchParams({ [secret]: token });
  if (version !== null) query.set("since", version);
  const answer = await fetch(`${api}content/preview/?${query}`, {
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
  });
  if (answer.status === 204) return false;
  if (!answer.ok) throw Object.assign(new Error(), await refusal(answer));
  version = answer.headers.get("Preview-Version") ?? version;
  show(await answer.json());
  return true;
}

async function refusal(answer) {
  const said = await answer.json().catch(() => ({}));
  return { isOver: answer.status === 404, code: said.code, words: said.message };
}

function show(draft) {
  const at = window.scrollY || Number(remembered());
  const open = [...document.querySelectorAll("details")].map((one) => one.open);
  const type = draft.meta.type;
  place.replaceChildren(...[isKnown(type) ? snippet(draft) : page(draft)].flat(3).filter(Boolean));
  [...place.querySelectorAll("details")].forEach((one, number) => {
    if (open[number]) one.open = true;
  });
  document.documentElement.lang = draft.meta.locale || "en";
  document.title = `${draft.title || draft.name || draft.question || type.split(".")[1]} · Preview`;
  ribbon.textContent = secret === "review" ? "A draft, for review. Not published as you see it." : "";
  window.scrollTo({ top: at, behavior: "instant" });
}

function over(error) {
  version = null;
  document.title = "Preview";
  ribbon.textContent = "";
  place.replaceChildren(
    h(
      "div",
      { class: "column over-notice" },
      h("h1", {}, error.isOver ? "Nothing to see here any more" : "This cannot be shown right now"),
      h("p", { class: "lead" }, error.words || "Load the page again in a moment."),
      error.code && h("p", { class: "quiet" }, error.code),
    ),
  );
}

async function follow() {
  let wait = OFTEN;
  if (document.visibilityState === "visible") {
    try {
      looksWithoutChange = (await look()) ? 0 : looksWithoutChange + 1;
    } catch (error) {
      if (error.isOver) return over(error);
      if (version === null) over(error);
      wait = SELDOM;
    }
  }
  if (looksWithoutChange > QUIET_AFTER) wait = SELDOM;
  setTimeout(follow, wait);
}

// The admin's panel shows each change in a new frame: its place is kept across them.
function remembered() {
  try {
    return sessionStorage.getItem(scrollKey) || 0;
  } catch {
    return 0; // a browser may refuse storage in frames
  }
}

function remember() {
  try {
    sessionStorage.setItem(scrollKey, String(Math.round(window.scrollY)));
  } catch {
    // as above
  }
}

// And between hosts, by the messages that Wagtail's panel knows.
function tellPanel(message) {
  if (window.parent !== window) window.parent.postMessage({ wagtail: message }, "*");
}

window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || !data || !data.wagtail) return;
  const { type, x, y } = data.wagtail;
  if (type === "w-preview:get-scroll-position") {
    tellPanel({
      type: "w-preview:set-scroll-position",
      x: window.scrollX,
      y: window.scrollY,
      origin: location.origin,
    });
  } else if (type === "w-preview:set-scroll-position") {
    window.scrollTo({ left: Number(x) || 0, top: Number(y) || 0, behavior: "instant" });
  }
});
window.addEventListener("scroll", remember, { passive: true });
document.addEventListener("visibilitychange", () => {
  looksWithoutChange = 0;
});

await follow();
tellPanel({ type: "w-preview:request-scroll", origin: location.origin });
