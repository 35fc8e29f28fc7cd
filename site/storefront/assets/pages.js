// Pages, by what Wagtail calls their type; one without a renderer shows all it says.

import { banner, card, player, points, questions, section, stream } from "./blocks.js";
import { h, link, note, picture } from "./elements.js";
import { words } from "./words.js";

const KINDS = { article: "Article", video: "Video", audio: "To listen to", live: "Live" };
const READERS = { followers: "For followers", purchasers: "For clients" };
const WHOSE = { clients: "For clients", practitioners: "For practitioners" };

function part(title, ...content) {
  const shown = content.flat().filter(Boolean);
  return shown.length ? h("section", { class: "part" }, h("h2", {}, title), shown) : null;
}

function tags(...lists) {
  const names = lists.flat().filter(Boolean).map((one) => one.name || one);
  return names.length ? h("ul", { class: "tags" }, names.map((name) => h("li", {}, name))) : null;
}

function head(page, { over, lead, under } = {}) {
  return h(
    "header",
    { class: "head column" },
    over && h("p", { class: "over" }, over),
    h("h1", {}, page.title),
    lead && h("p", { class: "lead" }, lead),
    under,
  );
}

function column(...content) {
  return h("div", { class: "column" }, content);
}

function person(page, { about, lead, under }) {
  return h(
    "header",
    { class: "head person column" },
    picture(page.picture, { sizes: "10rem", eager: true }) ||
      h("span", { class: "initial", "aria-hidden": "true" }, (page.title || "?").slice(0, 1)),
    h(
      "div",
      {},
      h("h1", {}, page.title),
      about && h("p", { class: "over" }, about),
      lead && h("p", { class: "lead" }, lead),
      under,
    ),
  );
}

function written(page, over) {
  return [head(page, { over, lead: page.introduction }), column(stream(page.body))];
}

function study({ title, institution, year }) {
  const where = [institution, year].filter(Boolean).join(", ");
  return h("li", {}, h("b", {}, title), where && h("span", { class: "quiet" }, ` ${where}`));
}

function practitioner(page) {
  const education = (page.education || []).map(study);
  return [
    person(page, {
      about: page.professional_title,
      lead: page.summary,
      under: tags(page.modalities),
    }),
    column(
      part("Story", words(page.story)),
      part("Approach", words(page.approach)),
      part("Education", education.length > 0 && h("ul", { class: "rows" }, education)),
      part("Questions", questions(page.questions)),
    ),
  ];
}

function service(page) {
  return [
    banner(page.picture),
    head(page, { lead: page.summary, under: tags(page.modalities, page.audiences) }),
    column(
      words(page.description),
      part("What you will learn", points(page.what_you_will_learn)),
      part("Included", points(page.included)),
      part(
        "Before you come",
        page.prerequisites && page.prerequisites.split(/\n+/).map((line) => h("p", {}, line)),
      ),
    ),
  ];
}

function moment(at) {
  if (!at) return null;
  const style = { dateStyle: "full", timeStyle: "short" };
  return h("time", { datetime: at }, new Intl.DateTimeFormat("en", style).format(new Date(at)));
}

function post(page) {
  const over = [KINDS[page.kind] || page.kind, READERS[page.access]].filter(Boolean).join(" · ");
  const plays = ["video", "audio"].includes(page.kind);
  return [
    plays && page.media && page.media.length > 0
      ? h("div", { class: "banner" }, player(page.media))
      : banner(page.picture),
    head(page, {
      over,
      lead: page.teaser,
      under: [
        page.starts_at && h("p", { class: "when" }, moment(page.starts_at)),
        tags(page.modalities),
      ],
    }),
    column(
      stream(page.body),
      tags(page.tags),
      page.service && part("Go further", card(page.service)),
    ),
  ];
}

function channel(page) {
  return [banner(page.picture), head(page, { over: "Channel", lead: page.introduction })];
}

function landing(page) {
  const sections = (page.sections || []).map((one) =>
    one.type === "section" ? section(one.value || {}) : column(stream([one])),
  );
  return [head(page, { lead: page.summary }), sections];
}

const PAGES = {
  "cms.HomePage": (page) => written(page),
  "cms.StandardPage": (page) => written(page),
  "cms.HelpIndexPage": (page) => written(page, "Help"),
  "cms.HelpPage": (page) => written(page, WHOSE[page.readers] || "Help"),
  "cms.LandingPage": landing,
  "cms.PractitionerIndexPage": (page) => written(page),
  "cms.PractitionerPage": practitioner,
  "cms.ServicePage": service,
  "cms.StreamPage": channel,
  "cms.PostPage": post,
};

/** A page as elements. */
export function page(shown) {
  const render = PAGES[shown.meta.type];
  if (render) return render(shown);
  return [
    head(shown),
    column(
      note(`Pages of the type “${shown.meta.type}” have no design yet.`),
      stream(shown.body),
      shown.meta.html_url && link(shown.meta.html_url, shown.meta.html_url),
    ),
  ];
}
