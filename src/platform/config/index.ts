/**
 * Configuration (配置): what the process takes from its environment, read and checked once at its start.
 */
export { type Configuration, loadConfiguration } from './configuration';
export { configurationVariables } from './environment';
export { mistypedVariables } from './mistyped';
export { derivedKey } from './derived-key';
export { ConfigurationError, StartupError } from './startup-error';
