// Rich text: only what an editor can write is taken over, element by element.

import { h, safe } from "./elements.js";

const KEPT = new Set(
  "A B BLOCKQUOTE BR CODE DEL EM H2 H3 H4 H5 HR I LI OL P S STRONG SUB SUP U UL".split(" "),
);
const DROPPED = new Set("SCRIPT STYLE TEMPLATE IFRAME OBJECT EMBED FORM NOSCRIPT TITLE".split(" "));

/** A text as elements, in a box of its own. Nothing is nothing. */
export function words(html, attributes = {}) {
  if (!html || typeof html !== "string") return null;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const children = cleaned(parsed.body);
  if (!children.length) return null;
  return h("div", { ...attributes, class: `words ${attributes.class || ""}`.trim() }, children);
}

function cleaned(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.textContent];
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return [];
    if (node.tagName === "IMG") return image(node);
    if (!KEPT.has(node.tagName)) return cleaned(node);
    return [h(node.tagName.toLowerCase(), attributesOf(node), cleaned(node))];
  });
}

function attributesOf(node) {
  if (node.tagName !== "A") return {};
  const href = safe(node.getAttribute("href"));
  return href ? { href, rel: "noreferrer" } : {};
}

function image(node) {
  const src = safe(node.getAttribute("src"));
  if (!src) return [];
  const made = h("img", { src, srcset: node.getAttribute("srcset"), loading: "lazy" });
  made.alt = node.getAttribute("alt") || "";
  return [made];
}
