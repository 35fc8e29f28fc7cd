// Snippets and settings where they would be seen: a line across the top, a card, a menu.

import { card, points, questions, testimonial } from "./blocks.js";
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
  return [
    h(
      "aside",
      { class: `announcement ${tone}` },
      h("strong", {}, one.title),
      words(one.text),
      one.link && link(one.link.url, one.link.text),
    ),
    backdrop(7),
  ];
}

function said(one) {
  return column(testimonial(one));
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
      picture(one.wide_picture, { sizes: "(min-width: 46rem) 42rem, 100vw", class: "broad" }),
      words(one.description),
      part("What it may do", points(one.benefits)),
      part("Questions", questions(one.questions)),
      one.regulated_note &&
        h(
          "aside",
          { class: "callout caution" },
          h("strong", { class: "label" }, "The law"),
          words(one.regulated_note),
        ),
      part("More like it", (one.children || []).map((below) => card(below))),
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

function menu({ text, links }) {
  const below = (links || []).map((one) => h("li", {}, link(one.url, one.text)));
  return h("li", {}, h("b", {}, text), h("ul", {}, below));
}

function navigation({ navigation: items }) {
  const shown = (items || []).map((one) =>
    one.url ? h("li", {}, link(one.url, one.text)) : menu(one),
  );
  const bar = h("nav", { class: "menu" }, h("b", { class: "mark" }, "Estuary"), h("ul", {}, shown));
  return [shown.length ? bar : column(note("The menu is empty, or leads to nothing public.")), backdrop(9)];
}

function footer({ footer: one }) {
  return [
    backdrop(6),
    h(
      "footer",
      { class: "footer" },
      h("ul", {}, (one.columns || []).map(menu)),
      words(one.note, { class: "quiet" }),
    ),
  ];
}

function seo({ seo: one }) {
  return column(
    h("p", { class: "over" }, "A page in a search result"),
    h(
      "div",
      { class: "result" },
      h("span", { class: "quiet" }, one.organisation),
      h("b", {}, `Title of a page${one.title_suffix}`),
      h("span", {}, one.description || "What the page says of itself."),
    ),
    picture(one.image, { sizes: "42rem", class: "broad" }),
    one.robots === "noindex" && note("Search engines are kept away."),
  );
}

function copy({ copy: one }) {
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
  "cms.Testimonial": said,
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
