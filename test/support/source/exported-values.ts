/** The values that a file of declarations exports. */
// TypeScript 7 has no API: the parser of the test runner reads declarations, too.
import { parseSync } from 'vite';

type Statement = ReturnType<typeof parseSync>['program']['body'][number];
type Declaration = NonNullable<Extract<Statement, { type: 'ExportNamedDeclaration' }>['declaration']>;

/** @returns the names that the declaration gives to values */
function valuesIn(declaration: Declaration): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? id.name : []));
  }
  const isValue = ['ClassDeclaration', 'TSDeclareFunction', 'TSEnumDeclaration'].includes(declaration.type);
  return isValue && 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
}

type ExportName = { name: string } | { value: string };
const nameOf = (name: ExportName): string => ('name' in name ? name.name : name.value);

/** @param declarations text of a .d.ts file @returns the names that can be imported as values */
export function exportedValues(declarations: string): string[] {
  const { body } = parseSync('index.d.ts', declarations).program;
  const local = new Set(body.flatMap((statement) => valuesIn(statement as Declaration)));
  return body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    if (statement.declaration) return valuesIn(statement.declaration);
    if (statement.exportKind === 'type') return [];
    return statement.specifiers.flatMap(({ local: from, exported }) =>
      local.has(nameOf(from)) ? nameOf(exported) : [],
    );
  });
}
