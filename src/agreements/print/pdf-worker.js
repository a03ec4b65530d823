// A thread of its own: the compiler works without a pause, and a long agreement takes it a second. Plain JavaScript, since a
// thread is started from a file as it is, in tests from the sources.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { parentPort } = require('node:worker_threads');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');

const folderOf = (font, weight) => join(dirname(require.resolve(`@expo-google-fonts/${font}/package.json`)), weight);
const fontPaths = [
  folderOf('noto-serif-sc', '400Regular'), folderOf('noto-serif-sc', '700Bold'), folderOf('noto-serif-jp', '400Regular'), folderOf('noto-emoji', '400Regular'),
];
// nothing is read but the template and the data: the workspace holds no files that it could name
const compiler = NodeCompiler.create({ workspace: join(__dirname, 'nothing'), fontArgs: [{ fontPaths }] });
const template = readFileSync(join(__dirname, 'agreement.typ'), 'utf8');

parentPort.on('message', ({ id, sheet, at }) => {
  try {
    const document = compiler.compile({ mainFileContent: template, inputs: { sheet } });
    if (document.hasError()) throw new Error(JSON.stringify(document.takeDiagnostics()?.shortDiagnostics ?? 'the sheet could not be set'));
    const pdf = compiler.pdf(document.result, { creationTimestamp: at });
    parentPort.postMessage({ id, pdf });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error && error.message) });
  } finally {
    compiler.evictCache(10);
  }
});
