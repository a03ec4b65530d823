import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Text that stands for unfinished or switched-off work. */
const unfinished = {
  'no-restricted-syntax': [
    'error',
    { selector: 'TSAsExpression > TSAnyKeyword', message: 'say what it is' },
    {
      selector: 'CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name=/^(only|skip|todo)$/]',
      message: 'every test runs',
    },
  ],
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' }],
};

export default tseslint.config(
  { ignores: ['dist/', '**/node_modules/', 'web/built/', '.data/'] },
  js.configs.recommended,
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        __dirname: 'readonly',
        setImmediate: 'readonly',
        performance: 'readonly',
      },
    },
    rules: unfinished,
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...unfinished,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      // classes are passed to type-graphql and TypeORM as Functions
      '@typescript-eslint/no-unsafe-function-type': 'off',
      // the members made for declared fields are classes without members
      '@typescript-eslint/no-extraneous-class': 'off',
      // interfaces that modules add to by declaration merging
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'no-control-regex': 'off',
      'no-empty-pattern': 'off',
    },
  },
  {
    // rules decide by what they are given, and by no clock and no chance
    files: ['**/*.rules.ts'],
    rules: {
      'no-restricted-syntax': [
        ...unfinished['no-restricted-syntax'],
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'let the moment be given' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'let the moment be given' },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'let it be given' },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'performance', 'console'],
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 750 }],
      'no-unsafe-optional-chaining': 'off',
      'no-loss-of-precision': 'off',
      '@typescript-eslint/await-thenable': 'off',
    },
  },
);
