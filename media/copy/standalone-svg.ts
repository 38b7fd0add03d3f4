/** A drawn plot as a file that needs no style sheet: every element carries the look that it has in the panel. */

const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  // Names of lines have a rim of the background, which must not lie over them.
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
] as const;

const namespace = 'http://www.w3.org/2000/svg';

/** The text of an SVG file. The colours are those of the theme that it is drawn in, on the theme's background. */
export function standaloneSvg(drawn: SVGSVGElement, title: string): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const originals = [...drawn.querySelectorAll('*')];
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (!original) continue;
    const style = getComputedStyle(original);
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
  }
  const { width, height } = drawn.viewBox.baseVal;
  copy.setAttribute('xmlns', namespace);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.removeAttribute('class');
  copy.removeAttribute('aria-hidden');
  const background = document.createElementNS(namespace, 'rect');
  background.setAttribute('width', String(width));
  background.setAttribute('height', String(height));
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  const name = document.createElementNS(namespace, 'title');
  name.textContent = title;
  copy.prepend(name, background);
  // lit-html marks its places with comments.
  return `${new XMLSerializer().serializeToString(copy).replace(/<!--.*?-->/gs, '')}\n`;
}
