/**
 * Something outside the program keeps it from starting (a setting, a folder, a database server). The message is one
 * line for whoever starts it and holds no secret: the process prints it without a stack and exits with code 1.
 */
export class StartupError extends Error {
  override name = 'StartupError';
}

/** A variable of the environment has a value that cannot be used; the message begins with its name. */
export class ConfigurationError extends StartupError {
  override name = 'ConfigurationError';
}
