import ts from 'typescript';

/** One small change of a source text that a test should notice. */
export interface Mutant {
  /** from and to where the text is replaced */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** where it stands, from 1 */
  readonly line: number;
  readonly column: number;
  /** the change, `a + b → a - b` */
  readonly change: string;
}

const operators: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
  [ts.SyntaxKind.MinusEqualsToken, '+='],
  [ts.SyntaxKind.AsteriskEqualsToken, '/='],
  [ts.SyntaxKind.SlashEqualsToken, '*='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
]);

/** The same changes where an operation is a function: of tensors, of lanes, of WebAssembly. */
const functions: ReadonlyMap<string, string> = new Map(
  [
    ['add', 'sub'],
    ['mul', 'div'],
    ['less', 'lessEqual'],
    ['lt', 'le'],
    ['gt', 'ge'],
    ['lt_u', 'le_u'],
    ['min', 'max'],
    ['minimum', 'maximum'],
  ].flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

/** All mutants of a JavaScript text, in its order. What only words a message (`throw …`) is left. */
export function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile('source.js', text, ts.ScriptTarget.ES2023, true);
  const imported = importedNames(source);
  const mutants: Mutant[] = [];

  const replace = (whole: ts.Node, part: ts.Node, replacement: string): void => {
    const [start, end] = [part.getStart(source), part.end];
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const before = whole.getText(source);
    const offset = start - whole.getStart(source);
    const after = before.slice(0, offset) + replacement + before.slice(offset + end - start);
    mutants.push({
      start,
      end,
      replacement,
      line: line + 1,
      column: character + 1,
      change: `${oneLine(before)} → ${oneLine(after)}`,
    });
  };
  const instead = (whole: ts.Node, part: ts.Node): void =>
    replace(whole, whole, `(${part.getText(source)})`);

  const visit = (node: ts.Node): void => {
    if (ts.isThrowStatement(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) mutateBinary(node);
    else if (ts.isPrefixUnaryExpression(node)) mutatePrefix(node);
    else if (ts.isCallExpression(node)) mutateCall(node);
    else if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, node, 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, node, 'true');
    else if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent)) {
      mutateNumber(node.parent, node);
    } else if (ts.isPropertyAssignment(node) && ts.isNumericLiteral(node.initializer)) {
      mutateNumber(node, node.initializer);
    }
    ts.forEachChild(node, visit);
  };

  const mutateBinary = (node: ts.BinaryExpression): void => {
    const { left, operatorToken, right } = node;
    const other = operators.get(operatorToken.kind);
    if (other === undefined || isText(left) || isText(right)) return;
    replace(node, operatorToken, other);
    if (operatorToken.kind === ts.SyntaxKind.PlusToken) {
      instead(node, left);
      instead(node, right);
    } else if (operatorToken.kind === ts.SyntaxKind.MinusToken) {
      instead(node, left);
    }
  };

  const mutatePrefix = (node: ts.PrefixUnaryExpression): void => {
    if (node.operator === ts.SyntaxKind.MinusToken) instead(node, node.operand);
  };

  const mutateCall = (node: ts.CallExpression): void => {
    const { expression, arguments: operands } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    if (!ts.isIdentifier(name)) return;
    if (name.text === 'neg' && operands.length === 1) instead(node, operands[0]);
    if (operands.length < 2 || operands.some(ts.isSpreadElement)) return;
    const other = functions.get(name.text);
    if (other !== undefined && (name !== expression || imported.has(other))) {
      replace(node, name, other);
    }
    if (name.text === 'add') {
      instead(node, operands[0]);
      instead(node, operands[1]);
    } else if (name.text === 'sub') {
      instead(node, operands[0]);
    }
  };

  const mutateNumber = (whole: ts.Node, node: ts.NumericLiteral): void => {
    if (node.text === '0') replace(whole, node, '1');
    if (node.text === '1') replace(whole, node, '0');
  };

  visit(source);
  return mutants;
}

/** The text with the mutant's change. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function importedNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name } of bindings.elements) names.add(name.text);
  }
  return names;
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function oneLine(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 97)}…`;
}
