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

/** A film or a recording of ours, with its captions; each address is signed and ends soon. */
export function player(files) {
  const media = (files || []).find((one) => one.kind === "video" || one.kind === "audio");
  if (!media || !safe(media.url)) return note("The recording is not ready yet.");
  const captions = (files || [])
    .filter((one) => one.kind === "captions" && safe(one.url))
    .map((one) => h("track", { kind: "captions", src: one.url, label: "Captions", default: true }));
  const element = h(
    media.kind,
    { controls: true, preload: "metadata", playsinline: media.kind === "video", src: media.url },
    captions,
  );
  return h("figure", { class: `player ${media.kind}` }, element);
}

/** A film of the house within a page. */
function film({ media, captions, poster, caption }) {
  const shown = player([media, captions].filter(Boolean));
  const element = shown.querySelector("video");
  if (element && poster) element.poster = safe(poster.url) || "";
  if (element && caption) shown.append(h("figcaption", {}, caption));
  return shown;
}

/** A recording of the house, with what is said in it. */
function recording({ media, title, transcript }) {
  const said = transcript && h("details", {}, h("summary", {}, "What is said"), words(transcript));
  return h("section", { class: "recording" }, title && h("h3", {}, title), player([media]), said);
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
    shown.price_from && `from ${shown.price_from.display}`,
    shown.duration_seconds && length(shown.duration_seconds),
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
      (shown.summary || shown.teaser) && h("p", {}, shown.summary || shown.teaser),
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

/** A stretch of a landing page. */
export function section({ title, anchor, tone, content }) {
  const known = ["plain", "soft", "strong"].includes(tone) ? tone : "plain";
  return h(
    "section",
    { class: `section ${known}`, id: anchor },
    h("div", { class: "column" }, title && h("h2", {}, title), stream(content)),
  );
}

/** What a client said, with their picture. */
export function testimonial(one) {
  const whose = [one.name, one.about].filter(Boolean).join(", ");
  const about = one.practitioner && one.practitioner.display_name;
  return h(
    "figure",
    { class: "testimonial" },
    picture(one.picture, { sizes: "6rem" }),
    h(
      "blockquote",
      {},
      h("p", {}, one.text),
      h("footer", {}, [whose, about && `about ${about}`].filter(Boolean).join(" · ")),
    ),
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
  video: film,
  audio: recording,
  embed,
  practitioner: cardOf("practitioner"),
  service: cardOf("service"),
  post: cardOf("post", "stream"),
  call_to_action: callToAction,
  faqs: ({ title, items }) =>
    h("section", { class: "questions" }, title && h("h2", {}, title), questions(items)),
  testimonials: ({ title, items }) =>
    h("section", { class: "said" }, title && h("h2", {}, title), (items || []).map(testimonial)),
  section,
};

/** A wide picture across the head of a page. */
export function banner(shown) {
  const image = picture(shown, { sizes: WIDE, eager: true });
  return image && h("div", { class: "banner" }, image);
}
