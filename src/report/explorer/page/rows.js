// A table of which only the rows in sight are there.

const ROW = 24; // pixels, as in the style
const SPARE = 6; // rows above and below

/**
 * Makes the table's body follow its scrolling.
 *
 * @param box - Scrolls; has a `.body` in it.
 * @param rowHtml - Text of a row.
 * @returns Draws rows anew; `isReset` goes to the top.
 */
export function virtualRows(box, rowHtml) {
  const body = box.querySelector(".body");
  const view = box.ownerDocument.defaultView;
  let rows = [];
  let isWaiting = false;
  const draw = () => {
    isWaiting = false;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const last = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE);
    const parts = [];
    for (let i = first; i < last; i++) parts.push(rowHtml(rows[i], `top:${i * ROW}px`));
    body.innerHTML = parts.join("");
  };
  box.addEventListener("scroll", () => {
    if (isWaiting) return;
    isWaiting = true;
    view.requestAnimationFrame(draw);
  });
  return (next, isReset) => {
    rows = next;
    body.style.height = `${rows.length * ROW}px`;
    if (isReset) box.scrollTop = 0;
    draw();
  };
}

/** For text between tags and in quoted attributes. */
export function escapeText(text) {
  return String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
