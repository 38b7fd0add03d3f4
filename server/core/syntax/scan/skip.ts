/** The offset after the comment at `at`, or `at + 1` when the slash there begins none. An open comment ends the text. */
export function skipComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 42) {
    const close = text.indexOf('*/', at + 2);
    return close < 0 ? text.length : close + 2;
  }
  if (next !== 47) return at + 1;
  let end = text.indexOf('\n', at);
  while (end > 0 && continues(text, end)) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function continues(text: string, newline: number): boolean {
  const before = text.charCodeAt(newline - 1) === 13 ? newline - 2 : newline - 1;
  return text.charCodeAt(before) === 92;
}

/** The offset after the string or character literal that opens at `at`. One that is not closed ends with its line. */
export function skipString(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code === 10) return end;
    if (code === 92) end += text.charCodeAt(end + 1) === 13 && text.charCodeAt(end + 2) === 10 ? 3 : 2;
    else end++;
  }
  return text.length;
}

/** What may begin something other than plain code: line ends, comments, literals, braces, continued lines. */
const special = new Uint8Array(128);
for (const character of '\n/"\'{}\\') special[character.charCodeAt(0)] = 1;

/**
 * The offset of the first character from `at` on that plain code does not hold, line ends among it where the next line
 * begins in the first column or with a directive. Nothing of what lies before can open, close or hide anything.
 */
export function skipPlainCode(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code >= 128 || special[code] === 0) continue;
    if (code !== 10) return end;
    let next = text.charCodeAt(end + 1);
    if (next !== 9 && next !== 32 && next !== 10) return end;
    for (let ahead = end + 2; next === 9 || next === 32; ahead++) next = text.charCodeAt(ahead);
    if (next === 35) return end;
  }
  return end;
}

/** The offset behind the last character from `start` up to `end` that is no white space; `start` when there is none. */
export function endOfCode(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) <= 32) last--;
  return last;
}

/** Whether a character belongs to an identifier. Everything beyond ASCII does. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    (code >= 48 && code <= 57) ||
    code === 36 ||
    code >= 128
  );
}

export function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** How many code units `String.fromCharCode` is given at once. */
const chunk = 8192;

/** The text of UTF-16 code units. */
export function textOfCodes(codes: Uint16Array): string {
  let text = '';
  for (let at = 0; at < codes.length; at += chunk)
    text += Reflect.apply(String.fromCharCode, undefined, codes.subarray(at, at + chunk));
  return text;
}

export function codesOfText(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  return codes;
}

/** The text with everything but its line ends made blank. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => ' '.repeat(line.length));
}
