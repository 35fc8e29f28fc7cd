// Snippets and settings where they would be seen: a line across the top, a card, a menu.

import { points, questions } from "./blocks.js";
import { h, link, note, picture } from "./elements.js";
import { words } from "./words.js";

function column(...content) {
  return h("div", { class: "column" }, content);
}

function head(title, lead) {
  return h(
    "header",
    { class: "head column" },
    h("h1", {}, title),
    lead && h("p", { class: "lead" }, lead),
  );
}

function part(title, ...content) {
  const shown = content.flat().filter(Boolean);
  return shown.length ? h("section", { class: "part" }, h("h2", {}, title), shown) : null;
}

/** Where a page would go on: the draft is not alone on it. */
function backdrop(lines) {
  const bars = Array.from({ length: lines }, () => h("span", {}));
  return h("div", { class: "backdrop column", "aria-hidden": "true" }, bars);
}

function announcement(one) {
  const tone = ["note", "good_news", "warning"].includes(one.tone) ? one.tone : "note";
  const address = (one.page && one.page.url) || one.address;
  return [
    h(
      "aside",
      { class: `announcement ${tone}` },
      h("strong", {}, one.title),
      words(one.text),
      one.link_text && link(address, one.link_text),
    ),
    backdrop(7),
  ];
}

function testimonial(one) {
  const whose = [one.name, one.about].filter(Boolean).join(", ");
  return column(
    h(
      "figure",
      { class: "testimonial" },
      picture(one.picture, { sizes: "6rem" }),
      h("blockquote", {}, h("p", {}, one.text), h("footer", {}, whose)),
    ),
    one.practitioner && h("p", { class: "quiet" }, `About ${one.practitioner.name}`),
  );
}

function faq(one) {
  const [shown] = questions([one]);
  shown.open = true;
  return column(one.topic && h("p", { class: "over" }, one.topic), shown);
}

function modality(one) {
  return [
    h(
      "header",
      { class: "head column" },
      one.parent && h("p", { class: "over" }, one.parent.name),
      h("h1", {}, one.name),
      one.summary && h("p", { class: "lead" }, one.summary),
    ),
    column(
      picture(one.picture, { sizes: "(min-width: 46rem) 42rem, 100vw", class: "broad" }),
      words(one.description),
      part("What it may do", points(one.benefits)),
      part("Questions", questions(one.questions)),
      one.regulated_note &&
        h("aside", { class: "callout caution" }, h("strong", { class: "label" }, "The law"), words(one.regulated_note)),
    ),
  ];
}

function certification(one) {
  return [
    head(one.name, one.summary),
    column(
      one.issuer && h("p", {}, `Given by ${one.issuer}.`),
      one.is_regulated && h("p", { class: "quiet" }, "Protected by law."),
      one.address && h("p", {}, link(one.address, "Where it is explained")),
    ),
  ];
}

function menuLink(value) {
  const text = value.text || (value.page && value.page.title) || "…";
  return link((value.page && value.page.url) || value.url || value.address, text);
}

function menu({ text, links }) {
  return h("li", {}, h("b", {}, text), h("ul", {}, (links || []).map((one) => h("li", {}, menuLink(one.value || one)))));
}

function navigation(one) {
  const items = (one.items || []).map(({ type, value }) =>
    type === "menu" ? menu(value) : h("li", {}, menuLink(value)),
  );
  const bar = h("nav", { class: "menu" }, h("b", { class: "mark" }, "Estuary"), h("ul", {}, items));
  return [items.length ? bar : note("The menu is empty."), backdrop(9)];
}

function footer(one) {
  const columns = (one.columns || []).map(({ value }) => menu(value));
  return [
    backdrop(6),
    h("footer", { class: "footer" }, h("ul", {}, columns), words(one.note, { class: "quiet" })),
  ];
}

function seo(one) {
  return column(
    h("p", { class: "over" }, "A page in a search result"),
    h(
      "div",
      { class: "result" },
      h("span", { class: "quiet" }, one.organisation || "estuary.example"),
      h("b", {}, `Title of a page${one.title_suffix || ""}`),
      h("span", {}, one.description || "What the page says of itself."),
    ),
    picture(one.image, { sizes: "42rem", class: "broad" }),
    one.keep_away && note("Search engines are kept away."),
  );
}

function copy(one) {
  return [
    head(one.tagline || "Find a practitioner you trust"),
    column(
      h("p", { class: "search" }, one.search_placeholder || "Search"),
      points(one.reasons_to_trust),
      part("When nothing is found", one.nothing_found && h("p", {}, one.nothing_found)),
      part("Before booking", words(one.before_booking)),
      part("Before payment", words(one.before_payment)),
      one.health_note && h("aside", { class: "callout caution" }, words(one.health_note)),
      one.support_email && h("p", {}, link(`mailto:${one.support_email}`, one.support_email)),
    ),
  ];
}

const SHOWN = {
  "cms.Announcement": announcement,
  "cms.Testimonial": testimonial,
  "cms.Faq": faq,
  "cms.Modality": modality,
  "cms.Audience": (one) => head(one.name, one.summary),
  "cms.CertificationKind": certification,
  "cms.Navigation": navigation,
  "cms.Footer": footer,
  "cms.SeoDefaults": seo,
  "cms.MarketplaceCopy": copy,
};

/** Whether there is a design for it. */
export function isKnown(type) {
  return type in SHOWN;
}

/** A snippet or a setting as elements. */
export function snippet(shown) {
  return SHOWN[shown.meta.type](shown);
}
