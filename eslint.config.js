import tseslint from 'typescript-eslint';

/**
 * Elementary functions of the host are banned where bits matter: their last digit differs between
 * engine versions (docs/arithmetic.md, section 1). Exact ones (sqrt, abs, floor, fround, imul, ...) stay.
 */
const inexact = [
  'acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1',
  'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'random', 'sin', 'sinh', 'tan', 'tanh',
]; // prettier-ignore

/** Which folder may import which: experiments → algorithms → lib. */
const forbidImports = (...folders) => [
  'error',
  { patterns: folders.map((f) => ({ group: [`**/${f}/**`], message: 'imports run one way' })) },
];

export default tseslint.config(
  { ignores: ['dist*/**', 'node_modules/**', 'runs/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['lib/**/*.ts', 'algorithms/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...inexact.map((property) => ({
          object: 'Math',
          property,
          message: 'its bits differ between engines; use lib/math or lib/random',
        })),
        { object: 'Date', property: 'now', message: 'results may not depend on the clock' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator='**']", message: 'Math.pow by another name' },
        { selector: "AssignmentExpression[operator='**=']", message: 'Math.pow by another name' },
        {
          selector:
            "CallExpression[callee.property.name='fill'] > MemberExpression > CallExpression[callee.property.name='subarray']",
          message:
            'Firefox 153 loses what is then written to the result (docs/portability.md): fill in a statement of its own',
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: { 'no-restricted-imports': forbidImports('algorithms', 'experiments', 'test') },
  },
  {
    files: ['algorithms/**/*.ts'],
    rules: { 'no-restricted-imports': forbidImports('experiments', 'test') },
  },
  { files: ['experiments/**/*.ts'], rules: { 'no-restricted-imports': forbidImports('test') } },
  { files: ['test/run.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
);
