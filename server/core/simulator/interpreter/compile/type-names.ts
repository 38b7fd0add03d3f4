import { builtinTypes, type CType } from '../types.ts';
import type { Linkage } from './linkage.ts';
import { fileContext, resolveType } from './resolve-type.ts';

/** A type by its name in C, such as 'struct folio *'. An unreadable name counts as a value of 64 bits. */
export function parseTypeName(linkage: Linkage, name: string): CType {
  const plain = builtinTypes.get(name);
  if (plain) return plain;
  const key = `${name} (by name)`;
  const known = linkage.types.get(key);
  if (known) return known;
  const type = readTypeName(linkage, name) ?? { kind: 'scalar', name };
  linkage.types.set(key, type);
  return type;
}

function readTypeName(linkage: Linkage, name: string): CType | undefined {
  const file = linkage.parser.parse('(type)', `${declare(name, 'named_type')};\n`);
  const declarator = file.declarations()[0]?.declarators[0];
  file.dispose();
  return declarator && resolveType(fileContext(linkage, linkage.library.fileUnit), declarator.type);
}

/** A declaration of `variable` with the type; pointers to functions and arrays have the name inside. */
function declare(type: string, variable: string): string {
  const inside = /^(.*\(\s*\*\s*)(\).*)$/s.exec(type) ?? /^([^[]*)(\[.*)$/s.exec(type);
  return inside ? `${inside[1]} ${variable}${inside[2]}` : `${type} ${variable}`;
}
