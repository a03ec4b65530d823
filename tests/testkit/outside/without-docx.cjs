// Preloaded into a process that is to run as if the optional package docx were not installed.
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (request === 'docx') throw Object.assign(new Error("Cannot find module 'docx'"), { code: 'MODULE_NOT_FOUND' });
  return resolve.call(this, request, ...rest);
};
