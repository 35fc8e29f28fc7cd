// One renderer for each type of block. An unknown one is a quiet line, never an error.

import { h, length, link, note, picture, safe } from "./elements.js";
import { words } from "./words.js";

const CONTENT = "(min-width: 46rem) 42rem, 100vw";
const WIDE = "(min-width: 72rem) 66rem, 100vw";

/** The blocks of a stream, in order. */
export function stream(blocks, renderers = BLOCKS) {
  return (Array.isArray(blocks) ? blocks : []).map((block) => one(block, renderers));
}

function one(block, renderers) {
  const render = renderers[block && block.type];
  if (!render) return note(`A block of the type “${block && block.type}” is not shown here.`);
  try {
    return render(block.value ?? {}, block);
  } catch (error) {
    console.error(error);
    return note(`This block of the type “${block.type}” cannot be shown yet.`);
  }
}

/** Questions with answers that open. */
export function questions(items) {
  return (items || []).map(({ question, answer }) =>
    h("details", { class: "question" }, h("summary", {}, question), words(answer)),
  );
}

/** Plain lines with a mark before each. */
export function points(lines) {
  if (!lines || !lines.length) return null;
  return h("ul", { class: "points" }, lines.map((line) => h("li", {}, line)));
}

function figure(shown, caption, className, sizes) {
  const image = typeof shown === "object" ? picture(shown, { sizes }) : null;
  if (!image) return note("There is no picture here yet.");
  return h("figure", { class: className }, image, caption && h("figcaption", {}, caption));
}

function gallery({ title, pictures }) {
  const shown = (pictures || []).map(({ picture: image, caption }) =>
    h("li", {}, figure(image, caption, "plate", "(min-width: 46rem) 24rem, 80vw")),
  );
  return h(
    "section",
    { class: "gallery" },
    title && h("h2", {}, title),
    h("ul", { tabindex: "0", "aria-label": title || "Pictures" }, shown),
  );
}

function steps({ title, items }) {
  const shown = (items || []).map((step) =>
    h(
      "li",
      {},
      h("h3", {}, step.title, step.minutes && h("span", { class: "minutes" }, `${step.minutes} min`)),
      words(step.text),
    ),
  );
  return h("section", { class: "steps" }, title && h("h2", {}, title), h("ol", {}, shown));
}

function callout({ kind, title, text }) {
  const known = ["note", "tip", "caution"].includes(kind) ? kind : "note";
  const label = { note: "Note", tip: "Tip", caution: "Please note" }[known];
  return h(
    "aside",
    { class: `callout ${known}` },
    h("strong", { class: "label" }, title || label),
    words(text),
  );
}

/** A film or a recording of ours: the media asset as the API has it. */
export function player(tag, asset, caption) {
  const media = asset && (asset.media || asset);
  const address = media && safe(media.url || media.src || media.stream_url);
  const poster = media && (media.poster || media.cover || media.picture);
  const time = media && length(media.duration_seconds ?? media.duration);
  const about = [caption || (media && media.title), time].filter(Boolean).join(" · ");
  if (!address) {
    return h("figure", { class: `player ${tag}` }, note(`The ${tag} is not ready yet. ${about}`));
  }
  const captions = (media.captions || []).map((track) =>
    h("track", { kind: "captions", src: safe(track.url), srclang: track.language, label: track.label }),
  );
  const element = h(
    tag,
    {
      controls: true,
      preload: "metadata",
      playsinline: tag === "video",
      src: address,
      poster: poster && safe(poster.url || poster),
    },
    captions,
  );
  return h("figure", { class: `player ${tag}` }, element, about && h("figcaption", {}, about));
}

function media(tag) {
  return (value) => {
    const asset = value[tag] || value.media || value.asset || value;
    return player(tag, asset, value.caption || value.title);
  };
}

function embed(value) {
  if (typeof value === "string") return h("p", { class: "embed" }, link(value, value));
  const { url, title, frame_url: frame, thumbnail_url: thumbnail, provider, ratio, caption } = value;
  const source = frame && /^https:/i.test(frame) ? frame : null;
  const shown = source
    ? h("iframe", {
        src: source,
        title: title || provider || "Embedded player",
        loading: "lazy",
        allow: "fullscreen; picture-in-picture",
        sandbox: "allow-scripts allow-same-origin allow-presentation allow-popups",
        referrerpolicy: "no-referrer",
      })
    : link(
        url,
        thumbnail && h("img", { src: safe(thumbnail), alt: "", loading: "lazy" }),
        h("span", {}, title || url || "Nothing yet"),
      );
  if (source && ratio) shown.style.aspectRatio = ratio;
  const words_ = caption || title;
  return h("figure", { class: "embed" }, shown, words_ && h("figcaption", {}, words_));
}

function callToAction({ title, text, button, url, page }) {
  const address = url || (page && page.url);
  return h(
    "section",
    { class: "invitation" },
    h("h2", {}, title),
    text && h("p", {}, text),
    address
      ? h("a", { class: "button", href: safe(address), rel: "noreferrer" }, button)
      : h("span", { class: "button resting" }, button),
  );
}

/** A card, whatever it is of: a practitioner, a service, a post, a page. */
export function card(shown, remark) {
  if (!shown || typeof shown !== "object") return note("What was chosen here is not public.");
  const name = shown.display_name || shown.title || shown.name;
  const about = shown.professional_title || (shown.practitioner && shown.practitioner.display_name);
  const image = shown.picture || shown.avatar || shown.image;
  const price = shown.price || (shown.terms && shown.terms.price);
  const facts = [
    price && price.display,
    shown.duration_minutes && `${shown.duration_minutes} min`,
    shown.rating && shown.rating.average && `★ ${shown.rating.average}`,
  ].filter(Boolean);
  return h(
    "article",
    { class: "card" },
    image && typeof image === "object"
      ? picture(image, { sizes: "8rem" })
      : h("span", { class: "initial", "aria-hidden": "true" }, (name || "?").slice(0, 1)),
    h(
      "div",
      {},
      h("h3", {}, shown.url ? link(shown.url, name) : name),
      about && h("p", { class: "quiet" }, about),
      shown.summary && h("p", {}, shown.summary),
      facts.length > 0 && h("p", { class: "facts" }, facts.map((fact) => h("span", {}, fact))),
      remark && h("p", { class: "remark" }, remark),
    ),
  );
}

function cardOf(...names) {
  return (value) => {
    const name = names.find((one) => value[one] !== undefined);
    return card(name ? value[name] : value, value.note);
  };
}

function cards(value) {
  const list = value.items || value.cards || value.posts || value.services || value.practitioners;
  return h(
    "section",
    { class: "cards" },
    value.title && h("h2", {}, value.title),
    h("div", { class: "grid" }, (list || []).map((one) => card(one.value || one, one.note))),
  );
}

/** A stretch of a landing page. */
export function section({ title, anchor, tone, content }) {
  const known = ["plain", "soft", "strong"].includes(tone) ? tone : "plain";
  return h(
    "section",
    { class: `section ${known}`, id: anchor },
    h("div", { class: "column" }, title && h("h2", {}, title), stream(content)),
  );
}

const quote = ({ text, attribution }) =>
  h("blockquote", {}, h("p", {}, text), attribution && h("footer", {}, attribution));

export const BLOCKS = {
  heading: ({ text, level }) => h(level === "h3" ? "h3" : "h2", {}, text),
  words: (html) => words(html),
  quote,
  callout,
  steps,
  questions: ({ title, items }) =>
    h("section", { class: "questions" }, title && h("h2", {}, title), questions(items)),
  divider: () => h("hr", {}),
  picture: ({ picture: image, caption }) => figure(image, caption, "picture", CONTENT),
  gallery,
  video: media("video"),
  audio: media("audio"),
  embed,
  practitioner: cardOf("practitioner"),
  service: cardOf("service"),
  post: cardOf("post", "stream"),
  page: cardOf("page"),
  cards,
  practitioners: cards,
  services: cards,
  posts: cards,
  call_to_action: callToAction,
  testimonial: (value) => quote({ text: value.text, attribution: value.name || value.attribution }),
  section,
};

/** A wide picture across the head of a page. */
export function banner(shown) {
  const image = picture(shown, { sizes: WIDE, eager: true });
  return image && h("div", { class: "banner" }, image);
}
