/** Digits of a ratio that is no whole number. */
function figure(ratio: number): string {
  if (Math.abs(ratio - Math.round(ratio)) < 0.005 || ratio >= 100) return String(Math.round(ratio));
  return ratio.toFixed(ratio >= 10 ? 1 : 2).replace(/0$/, '');
}

/**
 * How a count changed, for people: '256 times fewer', 'twice as many', '1.5 times as many', '12% fewer', 'new', 'gone',
 * 'the same'. Counts are whole and not negative.
 */
export function changeInWords(before: number, after: number): string {
  if (before === after) return 'the same';
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  if (after > before) {
    const ratio = after / before;
    if (ratio === 2) return 'twice as many';
    return ratio < 1.5 ? `${percent(ratio - 1)} more` : `${figure(ratio)} times as many`;
  }
  const ratio = before / after;
  if (ratio === 2) return 'half as many';
  return ratio < 1.5 ? `${percent(1 - after / before)} fewer` : `${figure(ratio)} times fewer`;
}

function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 ? 'under 1%' : `${whole}%`;
}
