import type { Viewer } from '../access/viewer';
import type { Origin, Service } from './transaction';

/** What a request carries for work before transactions; modules add what they need by declaration merging. */
export interface RequestDependencies {}

/** A mutation under way: it names the service, and the platform does the rest in one transaction. */
export interface MutationRequest extends RequestDependencies {
  readonly viewer: Viewer;
  readonly origin: Origin;
  perform<I extends object, P extends object>(service: Service<I, P>, input: I): Promise<unknown>;
}

export { JsonText } from '../reads/json';
