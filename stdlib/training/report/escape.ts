const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it may stand in HTML, between tags and in quoted attributes. Marks that turn the direction of text are shown, not obeyed. */
export function escapeHtml(text: string): string {
  return shown(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Control characters and marks of direction as their code points. */
export function shown(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Names from data may be of any length; a page has room for some of it. */
export function shorten(text: string, length = 40): string {
  const signs = [...shown(text)];
  return signs.length > length ? `${signs.slice(0, length - 1).join("")}…` : signs.join("");
}
