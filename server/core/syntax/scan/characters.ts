/** UTF-16 codes of the characters that decide where a segment ends. */
const code = (character: string): number => character.charCodeAt(0);

export const newline = code('\n');
export const openParen = code('(');
export const closeParen = code(')');
export const openBracket = code('[');
export const closeBracket = code(']');
export const openBrace = code('{');
export const closeBrace = code('}');
export const semicolon = code(';');
export const equals = code('=');
export const asterisk = code('*');
export const hash = code('#');
export const slash = code('/');
export const backslash = code('\\');
export const quote = code('"');
export const apostrophe = code("'");
export const colon = code(':');
