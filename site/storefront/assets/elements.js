// Elements without markup in strings: what is said is text, unless words.js has cleaned it.

/** `h("p", { class: "lead" }, "Hello", other)`; nothing, false and "" are left out. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false || value === "") continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((one) => one || one === 0));
  return element;
}

/** Only addresses that lead somewhere: nothing that runs. */
export function safe(address) {
  const said = String(address || "").trim();
  return /^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(said) ? said : null;
}

/** A link, or its words alone when it leads nowhere. */
export function link(address, ...words) {
  const href = safe(address);
  return href ? h("a", { href, rel: "noreferrer" }, ...words) : h("span", {}, ...words);
}

/** A picture of the API's, in the size the place has; `sizes` says how wide that is. */
export function picture(shown, { sizes = "100vw", eager = false, ...more } = {}) {
  if (!shown || !shown.url) return null;
  const image = h("img", {
    ...more,
    src: safe(shown.url),
    srcset: shown.srcset,
    sizes,
    width: shown.width,
    height: shown.height,
    loading: eager ? "eager" : "lazy",
    decoding: "async",
  });
  image.alt = shown.alt || ""; // also when empty: then it is decoration
  if (shown.focal_point) {
    const { x, y } = shown.focal_point;
    image.style.objectPosition = `${x * 100}% ${y * 100}%`;
  }
  return image;
}

/** A quiet line about what cannot be shown. */
export function note(...words) {
  return h("p", { class: "remark-aside" }, ...words);
}

/** Seconds as people say them. */
export function length(seconds) {
  if (!seconds) return null;
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}
