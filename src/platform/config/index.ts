/**
 * Configuration (配置): what the process takes from its environment, read and checked once at its start.
 */
export { type Configuration, KEPT_SECRETS, loadConfiguration, loadSettings, type Settings } from './configuration';
export { configurationVariables } from './environment';
export { mistypedVariables } from './mistyped';
export { derivedKey } from './derived-key';
export { fingerprintsOf, KEY_NAMES, type KeyName } from './key-fingerprints';
export { keptContent, keepSecret } from './kept-secret';
export { ConfigurationError, StartupError } from './startup-error';
export { projectFolder, VERSION } from './version';
